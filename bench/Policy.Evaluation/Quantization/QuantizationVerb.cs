using System.CommandLine;
using OptPolicy.Evaluation.Reporting;
using Spectre.Console;

namespace OptPolicy.Evaluation.Quantization;

/// <summary>The command <c>quantization</c>.</summary>
internal static class QuantizationVerb
{
    public static Command Create(Option<FileInfo?> json, Option<bool> quick)
    {
        var command = new Command("quantization", "One matrix: what every format and method loses of its outputs, and how long that takes. Built in: needs no data.") { json, quick };
        command.SetAction(async (arguments, cancellationToken) =>
        {
            var console = AnsiConsole.Console;
            var evaluation = new QuantizationEvaluation(arguments.GetValue(quick) ? 512 : 2048, step => console.MarkupLineInterpolated($"[grey]{step}[/]"));
            var report = new EvaluationReport("quantization", Surroundings.Commit(), Surroundings.Machine(), evaluation.Run());
            report.Print(console);
            if (arguments.GetValue(json) is { } file)
                await report.WriteAsync(file, cancellationToken);
            return 0;
        });
        return command;
    }
}
