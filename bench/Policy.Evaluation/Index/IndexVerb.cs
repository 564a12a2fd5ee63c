using System.CommandLine;
using OptPolicy.Evaluation.Reporting;
using Spectre.Console;

namespace OptPolicy.Evaluation.Index;

/// <summary>The command <c>index</c>.</summary>
internal static class IndexVerb
{
    public static Command Create(Option<DirectoryInfo?> data, Option<FileInfo?> json, Option<bool> quick)
    {
        var command = new Command("index", "The vector index: lookups, inserts, memory, entries missed; beside FAISS and hnswlib where Debian's packages are installed.") { data, json, quick };
        command.SetAction(async (arguments, cancellationToken) =>
        {
            var console = AnsiConsole.Console;
            var evaluation = new IndexEvaluation(arguments.GetValue(data), arguments.GetValue(quick), step => console.MarkupLineInterpolated($"[grey]{step}[/]"));
            var report = new EvaluationReport("index", Surroundings.Commit(), Surroundings.Machine(), evaluation.Run());
            report.Print(console);
            if (arguments.GetValue(json) is { } file)
                await report.WriteAsync(file, cancellationToken);
            return 0;
        });
        return command;
    }
}
