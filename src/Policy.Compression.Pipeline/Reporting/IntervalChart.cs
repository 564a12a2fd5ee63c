using System.Globalization;
using System.Text;
using OptPolicy.Workloads.Gates;

namespace OptPolicy.Compression.Pipeline.Reporting;

/// <summary>Gates as intervals against their bounds, each row scaled so that its bound lies at the same place.</summary>
internal static class IntervalChart
{
    private const int Width = 720, RowHeight = 26, Left = 150, Top = 18;
    private const double BoundAt = 0.6;

    public static void Write(StringBuilder page, IReadOnlyList<GateVerdict> gates)
    {
        var rows = gates.Where(static g => g.Bound > 0 && double.IsFinite(g.Value)).ToList();
        if (rows.Count == 0)
            return;
        var height = Top + RowHeight * rows.Count + 8;
        var bound = Left + BoundAt * (Width - Left);
        page.Append(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {Width} {height}\" role=\"img\" aria-label=\"Gates against their bounds\">\n")
            .Append(CultureInfo.InvariantCulture, $"<line x1=\"{bound:F1}\" y1=\"{Top - 4}\" x2=\"{bound:F1}\" y2=\"{height - 4}\" stroke=\"currentColor\" stroke-dasharray=\"3 3\"/><text x=\"{bound + 4:F1}\" y=\"11\">bound</text>\n");
        for (var i = 0; i < rows.Count; i++)
        {
            var (gate, y) = (rows[i], Top + RowHeight * i + RowHeight / 2.0);
            var colour = gate.Outcome == GateOutcome.Passed ? "var(--good)" : "var(--bad)";
            page.Append(CultureInfo.InvariantCulture, $"<text x=\"0\" y=\"{y + 4:F1}\">{CompressionReport.Text(gate.Metric)}</text>")
                .Append(CultureInfo.InvariantCulture, $"<line x1=\"{X(gate, gate.Low):F1}\" y1=\"{y:F1}\" x2=\"{X(gate, gate.High):F1}\" y2=\"{y:F1}\" stroke=\"{colour}\" stroke-width=\"3\"/>")
                .Append(CultureInfo.InvariantCulture, $"<circle cx=\"{X(gate, gate.Value):F1}\" cy=\"{y:F1}\" r=\"5\" fill=\"{colour}\"><title>{MetricText.Gate(gate.Metric, gate.Value)}</title></circle>\n");
        }

        page.Append("</svg>\n");
    }

    // A negative drop (the made model is better) is drawn left of zero, as far as the row has room.
    private static double X(GateVerdict gate, double value) => Left + Math.Clamp(BoundAt * (value / gate.Bound + 0.3) / 1.3, 0, 1) * (Width - Left);
}
