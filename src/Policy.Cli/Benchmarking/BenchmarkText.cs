using System.Globalization;
using OptPolicy.Cli.Output;
using OptPolicy.Kernels.Speculation;
using Spectre.Console;

namespace OptPolicy.Cli.Benchmarking;

/// <summary>A benchmark for people.</summary>
internal static class BenchmarkText
{
    public static void Write(CliEnvironment environment, BenchmarkReport report)
    {
        var console = Terminal.On(environment, environment.Out);
        var spec = report.Spec;
        console.WriteLine(Invariant($"{report.Model}: {spec.Architecture}, {spec.Layers} layers of {spec.HiddenSize}, {spec.VocabularySize:N0} tokens, {spec.Format}, context {report.ContextTokens:N0}"));
        console.WriteLine(Invariant($"runs on {report.Device.ExecutionProvider}, ONNX Runtime {report.Device.RuntimeVersion}; loaded in {report.LoadTime.TotalSeconds:0.00} s"));
        foreach (var rejected in report.Device.Rejected)
        {
            console.WriteLine($"  not on {rejected.Kind}: {rejected.Reason}");
        }

        console.WriteLine();
        console.WriteLine(Invariant($"prompt     {report.PrefillRate,10:N0} tokens/s over {report.PromptTokens} tokens"));
        console.WriteLine(Invariant($"memory     {FileSize.Of(report.PeakBytes),10} at most; weights {FileSize.Of(report.WeightBytes)}, {FileSize.Of(report.KeyValueBytesPerToken)} of cache a token"));
        console.WriteLine(Invariant($"roofline   {report.RooflineRate,10:N0} tokens/s if reading the weights were all ({report.MemoryBandwidth / 1e9:0.0} GB/s measured); plain decoding reaches {Share(report)}"));
        console.WriteLine(Certificate(report.Certificate));
        console.WriteLine();
        console.Write(Table(report));
        foreach (var run in report.Decoding.Where(static r => r.Proposed > 0))
        {
            console.WriteLine($"{run.Drafter}: drafted tokens a round  {Histogram(run)}");
        }
    }

    private static Table Table(BenchmarkReport report)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("decoding");
        foreach (var heading in (string[])["tokens/s", "speed-up", "tokens a round", "accepted", "answer"])
        {
            table.AddColumn(new TableColumn(heading).RightAligned());
        }

        var plain = report.Decoding[0];
        foreach (var run in report.Decoding)
        {
            table.AddRow(
                run.Drafter,
                Invariant($"{run.Rate:N1}"),
                Invariant($"{run.Rate / plain.Rate:0.00}x"),
                Invariant($"{(run.Rounds == 0 ? 0 : (double)(run.Tokens - 1) / run.Rounds):0.00}"),
                run.Acceptance is { } share ? Invariant($"{share * 100:0} %") : "-",
                run == plain ? "" : run.IsSame ? "the same" : "another");
        }

        foreach (var run in report.Decoding.Where(static r => r.Drafter != "plain" && r.Status is not (SpeculationStatus.Lossless or SpeculationStatus.NearLossless)))
        {
            table.Caption($"{run.Drafter} did not draft: {Why(run.Status)}");
        }

        return table;
    }

    private static string Why(SpeculationStatus status) => status switch
    {
        SpeculationStatus.NotCertified => "this model's answers could change, and 'lossless' is required",
        SpeculationStatus.NotVerifiable => "the graph gives logits of the last token only",
        _ => "speculation is off",
    };

    private static string Certificate(ExactnessCertificate? certificate) => certificate switch
    {
        null => "exact      not compared",
        { IsExact: true } => Invariant($"exact      yes: calls of {string.Join(", ", certificate.Widths)} tokens agree bit for bit ({certificate.Duration.TotalMilliseconds:N0} ms)"),
        _ => Invariant($"exact      no: wide calls differ from narrow ones by up to {certificate.MaxDifference:0.0e+0} ({certificate.Duration.TotalMilliseconds:N0} ms)"),
    };

    private static string Share(BenchmarkReport report) => report.RooflineRate > 0 ? Invariant($"{report.Decoding[0].Rate / report.RooflineRate * 100:0} %") : "an unknown share";

    private static string Histogram(DecodeRun run) =>
        string.Join("  ", run.Lookaheads.Select(static (rounds, length) => (rounds, length)).Where(static x => x.rounds > 0).Select(static x => $"{x.length}: {x.rounds}"));

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
