using System.Globalization;
using OptPolicy.Cli.Output;
using OptPolicy.Compression.Pipeline.Orders;
using OptPolicy.Compression.Pipeline.Reporting;
using OptPolicy.Compression.Pipeline.Running;
using OptPolicy.Workloads.Gates;
using Spectre.Console;

namespace OptPolicy.Cli.Compressing;

/// <summary>The end of a compression for people: gates, figures, and where the result is.</summary>
internal static class OutcomeText
{
    public static void Write(CliEnvironment environment, CompressionOutcome outcome, CompressionManifest manifest)
    {
        var console = Terminal.On(environment, environment.Out);
        if (manifest.Orders.Count > 0)
        {
            console.Write(Orders(manifest.Orders));
        }

        console.Write(Gates(manifest.Gates));
        console.Write(Figures(manifest));
        if (!manifest.Proof.Holds)
        {
            environment.Out.WriteLine($"The model is not what it says: {manifest.Proof.Problem}");
        }

        environment.Out.WriteLine(outcome.IsShipped
            ? $"wrote {environment.Display(outcome.BestFolder!)}: {manifest.Format}; report: {environment.Display(outcome.ReportPath!)}"
            : $"not shipped: the best attempt ({manifest.Format}) is {environment.Display(outcome.BestFolder!)}; report: {environment.Display(outcome.ReportPath!)}");
    }

    private static Table Gates(IReadOnlyList<GateVerdict> gates)
    {
        var table = Plain("gate", "bound", "measured", "95 % interval", "n", "verdict");
        foreach (var gate in gates)
        {
            table.AddRow(
                Markup.Escape(gate.Metric),
                MetricText.Gate(gate.Metric, gate.Bound),
                MetricText.Gate(gate.Metric, gate.Value),
                gate.Low.Equals(gate.High) ? "exact" : $"{MetricText.Gate(gate.Metric, gate.Low)} … {MetricText.Gate(gate.Metric, gate.High)}",
                gate.Count.ToString("N0", CultureInfo.InvariantCulture),
                gate.Outcome == GateOutcome.Passed ? "[green]passed[/]" : $"[red]{gate.Outcome.ToString().ToLowerInvariant()}[/]: {Markup.Escape(gate.Note)}");
        }

        return table;
    }

    private static Table Figures(CompressionManifest manifest)
    {
        var table = Plain("metric", "original", "made");
        foreach (var metric in manifest.Attestations)
        {
            table.AddRow(Markup.Escape(metric.Metric), MetricText.Of(metric.Metric, metric.Original), MetricText.Of(metric.Metric, metric.Made));
        }

        return table;
    }

    private static Table Orders(IReadOnlyList<OrderResult> orders)
    {
        string[] metrics = [.. orders[0].Metrics.Select(static m => m.Metric)];
        var table = Plain(["order", "may be declared", "on the grid", .. metrics]);
        foreach (var order in orders)
        {
            table.AddRow(
            [
                Markup.Escape(order.Order),
                order.IsAdmissible ? "yes" : $"[red]no[/]: {order.Code}",
                order.IsOnGrid ? "yes" : "[red]no[/]",
                .. metrics.Select(name => order.Metrics.FirstOrDefault(m => m.Metric == name) is { } metric ? OrderTable.WithInterval(metric) : ""),
            ]);
        }

        return table;
    }

    private static Table Plain(params string[] columns)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var column in columns)
        {
            table.AddColumn(Markup.Escape(column));
        }

        return table;
    }
}
