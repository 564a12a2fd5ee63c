using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace OptPolicy.Reporting;

/// <summary>A bar with its name before it and its value behind it.</summary>
internal sealed record Bar(string Name, decimal Value, string Label);

/// <summary>Horizontal bars as inline SVG; negative values run to the left in another colour.</summary>
internal static class BarChart
{
    public const int MaxBars = 12;
    private const int Width = 560;
    private const int RowHeight = 28;
    private const int NameWidth = 150;
    private const int LabelWidth = 100;

    public static void Append(StringBuilder html, string title, ImmutableArray<Bar> bars)
    {
        if (bars.IsEmpty)
            return;

        var low = Math.Min(bars.Min(static b => b.Value), 0);
        var high = Math.Max(bars.Max(static b => b.Value), 0);
        var left = NameWidth + (low < 0 ? LabelWidth : 0);
        var scale = (double)((Width - left - LabelWidth) / (high - low));
        var zero = left + ((double)-low * scale);
        html.Append(CultureInfo.InvariantCulture, $"<figure><figcaption>{ReportHtml.Escape(title)}</figcaption>\n<svg viewBox=\"0 0 {Width} {bars.Length * RowHeight}\" role=\"img\" aria-label=\"{ReportHtml.Escape(Description(title, bars))}\">\n");
        for (var i = 0; i < bars.Length; i++)
            AppendBar(html, bars[i], i * RowHeight, zero, scale);
        html.Append("</svg></figure>\n");
    }

    private static void AppendBar(StringBuilder html, Bar bar, int top, double zero, double scale)
    {
        var length = Math.Max((double)Math.Abs(bar.Value) * scale, 1);
        var negative = bar.Value < 0;
        var start = negative ? zero - length : zero;
        var (labelX, anchor) = negative ? (start - 6, "end") : (start + length + 6, "start");
        var middle = top + (RowHeight / 2) + 4;
        html.Append(CultureInfo.InvariantCulture, $"""
            <text class="name" x="{NameWidth - 8}" y="{middle}" text-anchor="end">{ReportHtml.Escape(Shorten(bar.Name))}<title>{ReportHtml.Escape(bar.Name)}</title></text>
            <rect class="{(negative ? "loss" : "paid")}" x="{start:0.#}" y="{top + 5}" width="{length:0.#}" height="{RowHeight - 10}" rx="2"><title>{ReportHtml.Escape($"{bar.Name}: {bar.Label}")}</title></rect>
            <text x="{labelX:0.#}" y="{middle}" text-anchor="{anchor}">{ReportHtml.Escape(bar.Label)}</text>

            """);
    }

    private static string Shorten(string name) => name.Length <= 22 ? name : name[..21] + "…";

    private static string Description(string title, ImmutableArray<Bar> bars) =>
        $"{title}. {string.Join("; ", bars.Select(static b => $"{b.Name}: {b.Label}"))}.";
}
