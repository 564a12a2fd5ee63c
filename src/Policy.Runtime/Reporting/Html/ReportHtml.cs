using System.Collections.Immutable;
using System.Text;

namespace OptPolicy.Reporting;

/// <summary>Writes a report as one HTML page with charts: no script, no external resource, readable in light, dark and print.</summary>
public static class ReportHtml
{
    /// <summary>The page.</summary>
    /// <param name="report">What to show.</param>
    /// <param name="title">Heading and browser title.</param>
    /// <param name="notice">A sentence above everything, for example where the traffic comes from; <see langword="null"/> for none.</param>
    public static string Render(SavingsReport report, string title = "What the policy saved", string? notice = null)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(title);
        var html = new StringBuilder(32 * 1024);
        html.Append($"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{Escape(title)}</title>
            <style>{ReportStyle.Css}</style>
            </head>
            <body>
            <main>
            <h1>{Escape(title)}</h1>
            <p class="period">{Escape(Period(report))}</p>

            """);
        foreach (var sentence in new[] { notice, ReportTables.RecordedNotice(report) })
        {
            if (sentence is not null)
                html.Append($"<p class=\"notice\" role=\"note\">{Escape(sentence)}</p>\n");
        }

        if (report.Total.Requests == 0)
            html.Append("<p>No request yet.</p>\n");
        else
            AppendBody(html, report);
        html.Append("</main>\n</body>\n</html>\n");
        return html.ToString();
    }

    internal static string Escape(string text) => System.Net.WebUtility.HtmlEncode(text);

    private static void AppendBody(StringBuilder html, SavingsReport report)
    {
        AppendTiles(html, report);
        html.Append("<div class=\"charts\">\n");
        LineChart.Append(html, "Cumulative cost: paid and without the policy", "US dollars", ReportFormat.Money, report.Timeline,
            [new LineSeries("without the policy", "baseline", static p => p.Baseline), new LineSeries("paid", "paid", static p => p.Paid)]);
        LineChart.Append(html, "Requests answered by the cache", "share so far", ReportFormat.Percent, report.Timeline,
            [new LineSeries("cache", "paid", static p => p.Requests == 0 ? 0 : (decimal)p.CacheHits / p.Requests)]);
        BarChart.Append(html, "Paid by model", Bars(report.Models, static g => g.Paid, ReportFormat.Money));
        BarChart.Append(html, "Requests by model", Bars(report.Models, static g => g.Requests, static v => ReportFormat.Count((long)v)));
        BarChart.Append(html, "Requests by rule", Bars(report.Rules, static g => g.Requests, static v => ReportFormat.Count((long)v)));
        BarChart.Append(html, "Saved by rule", Bars(report.Rules, static g => g.Saved, ReportFormat.Money));
        html.Append("</div>\n");
        foreach (var table in ReportTables.Of(report))
            AppendTable(html, table);
    }

    private static ImmutableArray<Bar> Bars(ImmutableArray<ReportGroup> groups, Func<ReportGroup, decimal> value, Func<decimal, string> format) =>
        [.. groups.Where(g => value(g) != 0).OrderByDescending(value).Take(BarChart.MaxBars).Select(g => new Bar(g.Name, value(g), format(value(g))))];

    private static void AppendTiles(StringBuilder html, SavingsReport report)
    {
        html.Append("<dl class=\"tiles\">\n");
        Tile("Saved", ReportFormat.Money(report.Total.Saved), $"{ReportFormat.Percent(report.SavedShare)} of the baseline", "hero");
        Tile("Paid", ReportFormat.Money(report.Total.Paid), $"{ReportFormat.Count(report.Total.Attempts)} attempts");
        Tile("Without the policy", ReportFormat.Money(report.Total.Baseline), "all answers by the baseline model");
        Tile("Requests", ReportFormat.Count(report.Total.Requests), $"{ReportFormat.Count(report.Failed)} without an answer");
        Tile("From the cache", ReportFormat.Percent(report.CacheShare), $"{ReportFormat.Count(report.CacheHits + report.Joined)} requests");
        Tile("Latency p50", ReportFormat.Duration(report.Total.LatencyP50), $"p95 {ReportFormat.Duration(report.Total.LatencyP95)}");
        html.Append("</dl>\n");

        void Tile(string name, string value, string remark, string kind = "plain") =>
            html.Append($"<div class=\"tile {kind}\"><dt>{Escape(name)}</dt><dd>{Escape(value)}<small>{Escape(remark)}</small></dd></div>\n");
    }

    private static void AppendTable(StringBuilder html, ReportTable table)
    {
        html.Append($"<section><h2>{Escape(table.Title)}</h2><div class=\"scroll\"><table>\n<thead><tr>");
        foreach (var column in table.Columns)
            html.Append($"<th scope=\"col\">{Escape(column)}</th>");
        html.Append("</tr></thead>\n<tbody>\n");
        foreach (var row in table.Rows)
        {
            html.Append($"<tr><th scope=\"row\">{Escape(row[0])}</th>");
            foreach (var cell in row.Skip(1))
                html.Append($"<td>{Escape(cell)}</td>");
            html.Append("</tr>\n");
        }

        html.Append("</tbody></table></div></section>\n");
    }

    private static string Period(SavingsReport report) => report is { First: { } first, Last: { } last }
        ? $"{ReportFormat.Instant(first)} to {ReportFormat.Instant(last)} UTC"
        : "No period";
}
