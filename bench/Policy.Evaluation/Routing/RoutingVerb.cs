using System.CommandLine;
using OptPolicy.Evaluation.Encoders;
using OptPolicy.Evaluation.Reporting;
using Spectre.Console;

namespace OptPolicy.Evaluation.Routing;

/// <summary>The command <c>routing</c>.</summary>
internal static class RoutingVerb
{
    public static Command Create(Option<DirectoryInfo?> data, Option<FileInfo?> json)
    {
        var embedder = new Option<DirectoryInfo>("--embedder") { Description = "A converted encoder that gives vectors; the shipped one when not given.", DefaultValueFactory = static _ => new(Path.Combine(AppContext.BaseDirectory, EmbedderHost.ShippedFolder)) };
        var command = new Command("routing", "Routers between a weak and a strong model on recorded answers: what they recover of the gap, and whether a promise about deferral holds.") { data, json, embedder };
        command.SetAction(async (arguments, cancellationToken) =>
        {
            var folder = arguments.GetValue(data)?.FullName ?? throw new InvalidOperationException("--data is needed: every measurement here is on public data.");
            var sets = RecordedPrompt.Read(folder);
            var vectors = ModelVectors.Of(arguments.GetRequiredValue(embedder).FullName, [.. sets.SelectMany(static s => s.Prompts).Select(static p => p.Text).Distinct(StringComparer.Ordinal)]);
            var report = new EvaluationReport("routing", Surroundings.Commit(), Surroundings.Machine(), [.. sets.SelectMany(s => new RoutingEvaluation(s.Name, s.Prompts, vectors, cancellationToken).Rows())]);
            report.Print(AnsiConsole.Console);
            AnsiConsole.WriteLine("Learnt routers are calibrated on prompts of the same set. RouteLLM's published figures are of routers that learnt from other data: the two say different things.");
            if (arguments.GetValue(json) is { } output)
                await report.WriteAsync(output, cancellationToken);
            return 0;
        });
        return command;
    }
}
