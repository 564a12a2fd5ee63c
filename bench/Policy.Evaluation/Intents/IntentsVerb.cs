using System.CommandLine;
using OptPolicy.Evaluation.Reporting;
using Spectre.Console;

namespace OptPolicy.Evaluation.Intents;

/// <summary>The command <c>intents</c>.</summary>
internal static class IntentsVerb
{
    public static Command Create(Option<DirectoryInfo?> data, Option<FileInfo?> json)
    {
        var embedder = new Option<DirectoryInfo>("--embedder") { Description = "A converted encoder that gives vectors.", Required = true };
        var command = new Command("intents", "Recognition of intents: share right, in scope against out of scope, time of a request.") { data, json, embedder };
        command.SetAction(async (arguments, cancellationToken) =>
        {
            var folder = arguments.GetValue(data)?.FullName ?? throw new InvalidOperationException("--data is needed: every measurement here is on public data.");
            var rows = IntentEvaluation.Run(IntentSet.Read(folder), arguments.GetRequiredValue(embedder).FullName, cancellationToken);
            var report = new EvaluationReport("intents", Surroundings.Commit(), Surroundings.Machine(), [.. rows]);
            report.Print(AnsiConsole.Console);
            if (arguments.GetValue(json) is { } output)
                await report.WriteAsync(output, cancellationToken);
            return 0;
        });
        return command;
    }
}
