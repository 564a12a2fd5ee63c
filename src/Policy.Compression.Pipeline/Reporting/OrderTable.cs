using System.Globalization;
using System.Text;
using OptPolicy.Compression.Pipeline.Judging;
using OptPolicy.Compression.Pipeline.Orders;

namespace OptPolicy.Compression.Pipeline.Reporting;

/// <summary>The orders that were compared.</summary>
public static class OrderTable
{
    private static readonly string[] Columns = [Judgement.Perplexity, Judgement.TokenAccuracy, Judgement.TaskSuccess, Judgement.Size];

    internal static void Write(StringBuilder page, IReadOnlyList<OrderResult> orders)
    {
        if (orders.Count == 0)
            return;
        page.Append("<h2>Orders</h2>\n<p>Equal training steps; means over ").Append(orders[0].Seeds.ToString(CultureInfo.InvariantCulture))
            .Append(" seeds with 95 % intervals. Orders that no policy may declare are measured only here.</p>\n<table><tr><th>order</th><th>may be declared</th><th>on the grid</th>")
            .AppendJoin("", Columns.Select(static c => $"<th class=\"n\">{CompressionReport.Text(c)}</th>")).Append("</tr>\n");
        foreach (var order in orders)
        {
            page.Append("<tr><td>").Append(CompressionReport.Text(order.Order)).Append("</td><td class=\"").Append(order.IsAdmissible ? "good\">yes" : $"bad\">no: {order.Code}")
                .Append("</td><td class=\"").Append(order.IsOnGrid ? "good\">yes" : "bad\">no, its weights drifted off").Append("</td>")
                .AppendJoin("", Columns.Select(c => CompressionReport.Cell(order.Metrics.FirstOrDefault(m => m.Metric == c) is { } metric ? WithInterval(metric) : "")))
                .Append("</tr>\n");
        }

        page.Append("</table>\n");
    }

    /// <summary>A mean with half its interval.</summary>
    public static string WithInterval(MetricComparison metric) => metric is { Low: { } low, High: { } high } && high > low
        ? $"{MetricText.Of(metric.Metric, metric.Made)} ± {MetricText.Of(metric.Metric, (high - low) / 2)}"
        : MetricText.Of(metric.Metric, metric.Made);
}
