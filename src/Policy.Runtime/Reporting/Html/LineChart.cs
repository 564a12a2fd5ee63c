using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace OptPolicy.Reporting;

/// <summary>A line over the report's timeline.</summary>
/// <param name="Name">Written at the line's end.</param>
/// <param name="Style">CSS class that gives the colour.</param>
/// <param name="Value">Height at a point.</param>
internal sealed record LineSeries(string Name, string Style, Func<ReportPoint, decimal> Value);

/// <summary>Lines over time as inline SVG, from zero, with the last value written at each line's end.</summary>
internal static class LineChart
{
    private const int Width = 560;
    private const int Height = 240;
    private const int Left = 76;
    private const int Right = 130;
    private const int Top = 12;
    private const int Bottom = 28;
    private const int LabelHeight = 30;

    public static void Append(StringBuilder html, string title, string unit, Func<decimal, string> format, ImmutableArray<ReportPoint> points, LineSeries[] series)
    {
        if (points.Length < 2)
            return;

        var highest = Math.Max(points.Max(p => series.Max(s => s.Value(p))), 0.000_000_01m);
        var description = $"{title}. {string.Join("; ", series.Select(s => $"{s.Name}: {format(s.Value(points[^1]))}"))} at the end.";
        html.Append(CultureInfo.InvariantCulture, $"<figure><figcaption>{ReportHtml.Escape(title)}</figcaption>\n<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{ReportHtml.Escape(description)}\">\n");
        AppendAxes(html, unit, format, points, highest);
        var labelY = (double)Height;
        foreach (var line in series.OrderBy(s => s.Value(points[^1])))
        {
            var path = string.Join(' ', points.Select((p, i) => string.Create(CultureInfo.InvariantCulture, $"{(i == 0 ? 'M' : 'L')}{X(points, p):0.#} {Y(line.Value(p), highest):0.#}")));
            html.Append($"<path class=\"line {line.Style}\" d=\"{path}\"/>\n");

            // Lines that end close together would write over each other: the higher label moves up.
            labelY = Math.Min(Y(line.Value(points[^1]), highest), labelY - LabelHeight);
            html.Append(CultureInfo.InvariantCulture, $"<text class=\"{line.Style}\" x=\"{Width - Right + 8}\" y=\"{labelY:0.#}\">{ReportHtml.Escape(line.Name)}<tspan x=\"{Width - Right + 8}\" dy=\"14\">{ReportHtml.Escape(format(line.Value(points[^1])))}</tspan></text>\n");
        }

        html.Append("</svg></figure>\n");
    }

    private static void AppendAxes(StringBuilder html, string unit, Func<decimal, string> format, ImmutableArray<ReportPoint> points, decimal highest)
    {
        foreach (var share in new[] { 0m, 0.5m, 1m })
        {
            var y = Y(highest * share, highest);
            html.Append(CultureInfo.InvariantCulture, $"<line class=\"grid\" x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{y:0.#}\" y2=\"{y:0.#}\"/><text class=\"axis\" x=\"{Left - 6}\" y=\"{y + 4:0.#}\" text-anchor=\"end\">{ReportHtml.Escape(format(highest * share))}</text>\n");
        }

        html.Append(CultureInfo.InvariantCulture, $"""
            <text class="axis" x="{Left}" y="{Height - 8}">{ReportFormat.Instant(points[0].At)}</text>
            <text class="axis" x="{Width - Right}" y="{Height - 8}" text-anchor="end">{ReportFormat.Instant(points[^1].At)} · {ReportHtml.Escape(unit)}</text>

            """);
    }

    private static double X(ImmutableArray<ReportPoint> points, ReportPoint point) =>
        Left + ((Width - Left - Right) * ((point.At - points[0].At) / (points[^1].At - points[0].At)));

    private static double Y(decimal value, decimal highest) => Height - Bottom - ((Height - Top - Bottom) * (double)(value / highest));
}
