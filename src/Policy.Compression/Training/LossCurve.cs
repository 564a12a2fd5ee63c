using System.Globalization;
using System.Text;

namespace OptPolicy.Compression.Training;

/// <summary>The course of a run: a CSV line per report and a picture of both losses.</summary>
/// <param name="folder">Receives <c>curve.csv</c> and <c>curve.svg</c>; a resumed run's file is continued.</param>
public sealed class LossCurve(string folder)
{
    private const int Width = 720, Height = 360, Margin = 48;
    private const string Header = "step,loss,learning_rate,tokens_per_second,held_out_loss";

    private bool _isOpen;

    private string Table => Path.Combine(folder, "curve.csv");

    /// <summary>Appends a report.</summary>
    public void Add(TrainingProgress progress)
    {
        ArgumentNullException.ThrowIfNull(progress);
        if (!_isOpen)
            Open(progress.Step);
        File.AppendAllText(Table, string.Create(CultureInfo.InvariantCulture,
            $"{progress.Step},{progress.SmoothedLoss:R},{progress.LearningRate:R},{progress.TokensPerSecond:F0},{progress.HeldOut?.Loss:R}\n"));
    }

    /// <summary>Draws what the table holds.</summary>
    public void Draw()
    {
        if (!File.Exists(Table))
            return;

        var rows = File.ReadLines(Table).Skip(1).Select(line => line.Split(',')).ToArray();
        var training = Points(rows, column: 1);
        var heldOut = Points(rows, column: 4);
        if (training.Count < 2)
            return;

        var all = training.Concat(heldOut).ToArray();
        var (last, low, high) = (all.Max(p => p.Step), all.Min(p => p.Loss), all.Max(p => p.Loss));
        string Line(List<(double Step, double Loss)> points, string colour)
        {
            var path = string.Join(' ', points.Select(p => string.Create(CultureInfo.InvariantCulture,
                $"{Margin + p.Step / last * (Width - 2 * Margin):F1},{Margin + (high - p.Loss) / Math.Max(1e-9, high - low) * (Height - 2 * Margin):F1}")));
            return $"<polyline fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.5\" points=\"{path}\"/>";
        }

        var svg = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{Width}\" height=\"{Height}\" font-family=\"sans-serif\" font-size=\"12\">\n")
            .Append("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n")
            .Append(Line(training, "#4878a8")).Append('\n')
            .Append(Line(heldOut, "#c44e52")).Append('\n')
            .Append(CultureInfo.InvariantCulture, $"<text x=\"{Margin}\" y=\"20\">loss by step: <tspan fill=\"#4878a8\">training</tspan>, <tspan fill=\"#c44e52\">held out</tspan></text>\n")
            .Append(CultureInfo.InvariantCulture, $"<text x=\"4\" y=\"{Margin + 4}\">{high:F2}</text><text x=\"4\" y=\"{Height - Margin + 4}\">{low:F2}</text>\n")
            .Append(CultureInfo.InvariantCulture, $"<text x=\"{Margin}\" y=\"{Height - Margin + 24}\">0</text><text x=\"{Width - Margin}\" y=\"{Height - Margin + 24}\" text-anchor=\"end\">{last:F0}</text>\n</svg>\n");
        File.WriteAllText(Path.Combine(folder, "curve.svg"), svg.ToString());
    }

    // A run that was killed goes on from a checkpoint before its last lines, of which one may be half-written.
    private void Open(int next)
    {
        Directory.CreateDirectory(folder);
        var columns = Header.Count(c => c == ',');
        string[] before = File.Exists(Table)
            ? [.. File.ReadLines(Table).Skip(1).Where(line => line.Count(c => c == ',') == columns && int.TryParse(line.AsSpan(0, line.IndexOf(',')), CultureInfo.InvariantCulture, out var step) && step < next)]
            : [];
        File.WriteAllLines(Table, [Header, .. before]);
        _isOpen = true;
    }

    private static List<(double Step, double Loss)> Points(string[][] rows, int column) =>
        [.. rows.Where(r => r[column].Length > 0).Select(r => (Number(r[0]), Number(r[column])))];

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
