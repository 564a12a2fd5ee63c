using System.CommandLine;
using OptPolicy.Evaluation.Reporting;
using Spectre.Console;

namespace OptPolicy.Evaluation.SemanticCache;

/// <summary>The command <c>semantic-cache</c>.</summary>
internal static class SemanticCacheVerb
{
    public static Command Create(Option<DirectoryInfo?> data, Option<FileInfo?> json, Option<bool> quick)
    {
        var embedder = new Option<DirectoryInfo>("--embedder") { Description = "A converted encoder that gives vectors.", DefaultValueFactory = static _ => new DirectoryInfo("models/embedder") };
        var verifier = new Option<DirectoryInfo>("--verifier") { Description = "A converted classifier of pairs with the class 'same'.", DefaultValueFactory = static _ => new DirectoryInfo("models/verifier") };
        var command = new Command("semantic-cache", "Hits, false hits and misses of the semantic cache: real pairs, families of behaviour, streams with known truth, conversations.") { data, json, quick, embedder, verifier };
        command.SetAction(async (arguments, cancellationToken) =>
        {
            var console = AnsiConsole.Console;
            var folder = arguments.GetValue(data)?.FullName ?? throw new InvalidOperationException("--data is needed: pairs and conversations are public data.");
            var judge = arguments.GetValue(verifier)!;
            var evaluation = new SemanticCacheEvaluation(
                folder, arguments.GetValue(embedder)!.FullName, judge.Exists ? judge.FullName : null, arguments.GetValue(quick), step => console.MarkupLineInterpolated($"[grey]{step}[/]"));
            var report = new EvaluationReport("semantic-cache", Surroundings.Commit(), Surroundings.Machine(), [.. await evaluation.RunAsync(cancellationToken)]);
            report.Print(console);
            if (arguments.GetValue(json) is { } output)
                await report.WriteAsync(output, cancellationToken);
            return 0;
        });
        return command;
    }
}
