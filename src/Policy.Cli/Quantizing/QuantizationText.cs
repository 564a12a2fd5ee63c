using System.Globalization;
using OptPolicy.Cli.Output;
using OptPolicy.Quantization.Rewriting;
using Spectre.Console;

namespace OptPolicy.Cli.Quantizing;

/// <summary>What a quantisation did, for people.</summary>
internal static class QuantizationText
{
    private const int LayersMax = 40;

    public static void Write(CliEnvironment environment, QuantizationReport report)
    {
        var console = Terminal.On(environment, environment.Out);
        console.Write(Table(report));
        foreach (var kept in report.Kept)
        {
            console.WriteLine($"kept {kept.Name}: {kept.Reason}");
        }

        foreach (var note in report.Notes)
        {
            environment.Error.WriteLine($"optpolicy: {note}");
        }

        if (report.Outputs is { } outputs)
        {
            console.WriteLine(Invariant($"checked    runs in ONNX Runtime; outputs differ by {outputs.RelativeError * 100:0.00} % from the original's, the largest number is in the same place in {outputs.SameTopFraction * 100:0.0} % of rows ({outputs.Rows} {(outputs.IsRandom ? "random" : "calibration")} inputs)"));
        }

        console.WriteLine(Invariant($"wrote {environment.Display(report.Destination)}: {FileSize.Of(report.BytesBefore)} to {FileSize.Of(report.BytesAfter)} ({report.BytesAfter / (double)report.BytesBefore * 100:0} %), {report.Layers.Count(static l => !l.IsTable)} products in {report.Layers.Where(static l => !l.IsTable).Select(static l => WeightGrids.Describe(l.Grid)).Distinct().Count()} formats"));
    }

    private static Table Table(QuantizationReport report)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("product").AddColumn("weights");
        foreach (var heading in (string[])["K × N", "before", "after", "error"])
        {
            table.AddColumn(new TableColumn(heading).RightAligned());
        }

        table.AddColumn("note");
        foreach (var layer in report.Layers.Take(LayersMax))
        {
            table.AddRow(
                Markup.Escape(layer.Name),
                WeightGrids.Describe(layer.Grid),
                Invariant($"{layer.Inputs} × {layer.Outputs}"),
                FileSize.Of(layer.BytesBefore),
                FileSize.Of(layer.BytesAfter),
                Invariant($"{layer.OutputError * 100:0.00} %"),
                Markup.Escape(layer.Note ?? ""));
        }

        if (report.Layers.Count > LayersMax)
        {
            table.Caption($"and {report.Layers.Count - LayersMax} more; --format json lists them all");
        }

        return table;
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
