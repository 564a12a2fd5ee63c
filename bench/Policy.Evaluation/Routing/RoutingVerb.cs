using System.CommandLine;
using OptPolicy.Evaluation.Encoders;
using OptPolicy.Evaluation.Reporting;
using OptPolicy.Evaluation.Routing.Cascades;
using Spectre.Console;

namespace OptPolicy.Evaluation.Routing;

/// <summary>The command <c>routing</c>.</summary>
internal static class RoutingVerb
{
    public static Command Create(Option<DirectoryInfo?> data, Option<FileInfo?> json)
    {
        var embedder = new Option<DirectoryInfo>("--embedder") { Description = "A converted encoder that gives vectors; the shipped one when not given.", DefaultValueFactory = static _ => new(Path.Combine(AppContext.BaseDirectory, EmbedderHost.ShippedFolder)) };
        var chart = new Option<FileInfo?>("--chart") { Description = "Also draws accuracy over cost of the cascade into this HTML file." };
        var command = new Command("routing", "Routers between a weak and a strong model on recorded answers: what they recover of the gap, and whether a promise about deferral holds.") { data, json, embedder, chart };
        command.SetAction(async (arguments, cancellationToken) =>
        {
            var folder = arguments.GetValue(data)?.FullName ?? throw new InvalidOperationException("--data is needed: every measurement here is on public data.");
            var sets = RecordedPrompt.Read(folder);
            var vectors = ModelVectors.Of(arguments.GetRequiredValue(embedder).FullName, [.. sets.SelectMany(static s => s.Prompts).Select(static p => p.Text).Distinct(StringComparer.Ordinal)]);
            var cascade = CascadeEvaluation.Run(folder);
            var report = new EvaluationReport("routing", Surroundings.Commit(), Surroundings.Machine(), [.. sets.SelectMany(s => new RoutingEvaluation(s.Name, s.Prompts, vectors, cancellationToken).Rows()), .. cascade?.Rows ?? []]);
            report.Print(AnsiConsole.Console);
            AnsiConsole.WriteLine("Learnt routers are calibrated on prompts of the same set. RouteLLM's published figures are of routers that learnt from other data: the two say different things.");
            AnsiConsole.WriteLine("The cascade's prices are assumed in proportion to parameters ($1 per million tokens and 30 billion); its models were never sold.");
            if (arguments.GetValue(chart) is { } page && cascade is { } drawn)
                await File.WriteAllTextAsync(page.FullName, drawn.Frontier.ToHtml(), cancellationToken);
            if (arguments.GetValue(json) is { } output)
                await report.WriteAsync(output, cancellationToken);
            return 0;
        });
        return command;
    }
}
