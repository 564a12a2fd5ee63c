using System.Globalization;
using System.Text;
using OptPolicy.Compression.Pipeline.Judging;
using OptPolicy.Compression.Pipeline.Running;

namespace OptPolicy.Compression.Pipeline.Reporting;

/// <summary>Quality after each stage with its interval: the cliff that pruning makes, and the way back.</summary>
internal static class StageChart
{
    private const int Width = 720, Height = 220, Left = 50, Bottom = 40, Top = 12;

    public static void Write(StringBuilder page, IReadOnlyList<StageRecord> stages)
    {
        var metric = new[] { Judgement.TaskSuccess, Judgement.TokenAccuracy }.FirstOrDefault(name => stages.Any(s => s.Measured?.Find(name) is not null));
        if (metric is null)
            return;
        var first = stages.Select(s => s.Measured?.Find(metric)).OfType<MetricComparison>().First();
        var points = new List<(string Name, double Value, double? Low, double? High)> { ("original", first.Original, null, null) };
        points.AddRange(stages.Select(s => (s.Name, Metric: s.Measured?.Find(metric))).Where(static s => s.Metric is not null).Select(static s => (s.Name, s.Metric!.Made, s.Metric.Low, s.Metric.High)));

        var step = (Width - Left - 60.0) / Math.Max(1, points.Count - 1);
        double X(int i) => Left + 30 + step * i;
        double Y(double value) => Top + (1 - Math.Clamp(value, 0, 1)) * (Height - Top - Bottom);
        page.Append(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{metric} after each stage\">\n");
        foreach (var mark in (double[])[0, 0.25, 0.5, 0.75, 1])
            page.Append(CultureInfo.InvariantCulture, $"<line x1=\"{Left}\" y1=\"{Y(mark):F1}\" x2=\"{Width}\" y2=\"{Y(mark):F1}\" stroke=\"var(--line)\"/><text x=\"0\" y=\"{Y(mark) + 4:F1}\">{mark * 100:F0} %</text>\n");
        page.Append("<polyline fill=\"none\" stroke=\"var(--bar)\" stroke-width=\"2\" points=\"").AppendJoin(' ', points.Select((p, i) => string.Create(CultureInfo.InvariantCulture, $"{X(i):F1},{Y(p.Value):F1}"))).Append("\"/>\n");
        for (var i = 0; i < points.Count; i++)
        {
            var (name, value, low, high) = points[i];
            if (low is { } from && high is { } to)
                page.Append(CultureInfo.InvariantCulture, $"<line x1=\"{X(i):F1}\" y1=\"{Y(from):F1}\" x2=\"{X(i):F1}\" y2=\"{Y(to):F1}\" stroke=\"var(--bar)\"/>");
            page.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{X(i):F1}\" cy=\"{Y(value):F1}\" r=\"4\" fill=\"var(--bar)\"><title>{CompressionReport.Text(name)}: {MetricText.Of(metric, value)}</title></circle>")
                .Append(CultureInfo.InvariantCulture, $"<text x=\"{X(i):F1}\" y=\"{Height - (i % 2 == 0 ? 22 : 8)}\" text-anchor=\"middle\">{CompressionReport.Text(name)}</text>\n");
        }

        page.Append("</svg>\n<p>").Append(CompressionReport.Text(metric)).Append(" of the model after each stage; bars are 95 % intervals.</p>\n");
    }
}
