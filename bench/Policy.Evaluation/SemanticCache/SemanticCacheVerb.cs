using System.CommandLine;
using OptPolicy.Evaluation.Reporting;
using OptPolicy.Evaluation.SemanticCache.Scale;
using Spectre.Console;

namespace OptPolicy.Evaluation.SemanticCache;

/// <summary>The command <c>semantic-cache</c>.</summary>
internal static class SemanticCacheVerb
{
    public static Command Create(Option<DirectoryInfo?> data, Option<FileInfo?> json, Option<bool> quick)
    {
        var embedder = new Option<DirectoryInfo>("--embedder") { Description = "A converted encoder that gives vectors.", DefaultValueFactory = static _ => new DirectoryInfo("models/embedder") };
        var verifier = new Option<DirectoryInfo>("--verifier") { Description = "A converted classifier of pairs with the class 'same'.", DefaultValueFactory = static _ => new DirectoryInfo("models/verifier") };
        var only = new Option<string>("--only") { Description = "One part of the measures: quality (pairs, families, streams, conversations) or scale (tenants, a full store, latency, bursts)." };
        only.AcceptOnlyFromAmong("quality", "scale");
        var command = new Command("semantic-cache", "Hits, false hits and misses of the semantic cache: real pairs, families of behaviour, streams with known truth, conversations.") { data, json, quick, embedder, verifier, only };
        command.SetAction(async (arguments, cancellationToken) =>
        {
            var console = AnsiConsole.Console;
            var folder = arguments.GetValue(data)?.FullName ?? throw new InvalidOperationException("--data is needed: pairs and conversations are public data.");
            var judge = arguments.GetValue(verifier)!;
            var (encoder, part, rows) = (arguments.GetValue(embedder)!.FullName, arguments.GetValue(only), new List<EvaluationRow>());
            if (part is not "scale")
                rows.AddRange(await new SemanticCacheEvaluation(folder, encoder, judge.Exists ? judge.FullName : null, arguments.GetValue(quick), Progress).RunAsync(cancellationToken));
            if (part is not "quality")
                rows.AddRange(await ScaleEvaluation.RunAsync(folder, encoder, arguments.GetValue(quick), Progress, cancellationToken));
            var report = new EvaluationReport("semantic-cache", Surroundings.Commit(), Surroundings.Machine(), [.. rows]);
            report.Print(console);
            if (arguments.GetValue(json) is { } output)
                await report.WriteAsync(output, cancellationToken);
            return 0;

            void Progress(string step) => console.MarkupLineInterpolated($"[grey]{step}[/]");
        });
        return command;
    }
}
