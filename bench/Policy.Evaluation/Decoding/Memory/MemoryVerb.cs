using System.CommandLine;
using OptPolicy.Evaluation.Reporting;
using Spectre.Console;

namespace OptPolicy.Evaluation.Decoding.Memory;

/// <summary>The verb <c>memory</c>, and the hidden one of its child processes.</summary>
internal static class MemoryVerb
{
    public static Command Create(Option<FileInfo?> json)
    {
        var command = new Command("memory", "Peak memory of processes that decode with models of several sizes. Built in: needs no data.") { json };
        command.SetAction(async (arguments, cancellationToken) =>
        {
            var console = AnsiConsole.Console;
            var rows = MemoryEvaluation.Run(step => console.MarkupLineInterpolated($"[grey]{step}[/]"));
            var report = new EvaluationReport("memory", Surroundings.Commit(), Surroundings.Machine(), [.. rows]);
            report.Print(console);
            if (arguments.GetValue(json) is { } file)
                await report.WriteAsync(file, cancellationToken);
            return 0;
        });
        return command;
    }

    public static Command CreateProbe()
    {
        var steps = new Argument<string[]>("step") { Arity = ArgumentArity.OneOrMore };
        var command = new Command(MemoryEvaluation.ProbeVerb) { steps };
        command.Hidden = true;
        command.SetAction(arguments =>
        {
            var given = arguments.GetValue(steps)!;
            MemoryEvaluation.Probe(given[0], given[1], given[2], given[3]);
        });
        return command;
    }
}
