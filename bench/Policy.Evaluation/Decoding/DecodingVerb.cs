using System.CommandLine;
using OptPolicy.Evaluation.Reporting;
using OptPolicy.Kernels.Models;
using Spectre.Console;

namespace OptPolicy.Evaluation.Decoding;

/// <summary>The command line of the decoding layer.</summary>
internal static class DecodingVerb
{
    public static Command Create(Option<DirectoryInfo?> data, Option<FileInfo?> json, Option<bool> quick)
    {
        var model = new Option<DirectoryInfo?>("--model") { Description = "A checkpoint (config.json and safetensors) or a converted model folder. Without it: random weights." };
        var draft = new Option<DirectoryInfo?>("--draft") { Description = "A smaller checkpoint or folder with the same tokenizer." };
        var head = new Option<DirectoryInfo?>("--head") { Description = "A draft head's checkpoint (EAGLE-3) that was trained for the model's." };
        var padTo = new Option<long?>("--pad-to") { Description = "Weights that the model is padded to without changing what it says, such as 125000000: a trained target that costs what a large one does." };
        var formats = new Option<WeightFormat[]>("--formats") { Description = "Formats to check for differences.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = static _ => [.. DecodingOptions.ExactFormats] };
        var speedFormat = new Option<WeightFormat>("--speed-format") { Description = "Format to time.", DefaultValueFactory = static _ => WeightFormat.Q4 };
        var prompts = new Option<int?>("--prompts") { Description = "Prompts to check for differences (200; 4 with --quick)." };
        var timed = new Option<int?>("--timed-prompts") { Description = "Prompts of each set to time (40; 3 with --quick)." };
        var tokens = new Option<int?>("--tokens") { Description = "Tokens of an answer (256; 48 with --quick)." };
        var threads = new Option<int>("--threads") { Description = "Threads of a call; 0 is one a physical core." };
        var peerTurns = new Option<int?>("--peer-turns") { Description = "Turns against llama.cpp (15; 3 with --quick; 0 leaves it out)." };
        var command = new Command("decoding", "Speculative decoding: differences (there must be none), speedups, acceptance, slowdowns.") { data, json, quick, model, draft, head, padTo, formats, speedFormat, prompts, timed, tokens, threads, peerTurns };
        command.SetAction(async (arguments, cancellationToken) =>
        {
            var console = AnsiConsole.Console;
            var isQuick = arguments.GetValue(quick);
            var options = new DecodingOptions(
                arguments.GetValue(data),
                arguments.GetValue(model),
                arguments.GetValue(draft),
                arguments.GetValue(head),
                arguments.GetValue(padTo),
                arguments.GetValue(formats)!,
                arguments.GetValue(speedFormat),
                arguments.GetValue(prompts) ?? (isQuick ? 4 : 200),
                arguments.GetValue(timed) ?? (isQuick ? 3 : 40),
                arguments.GetValue(tokens) ?? (isQuick ? 48 : 256),
                arguments.GetValue(threads),
                arguments.GetValue(peerTurns) ?? (isQuick ? 3 : 15));
            var rows = DecodingEvaluation.Run(options, step => console.MarkupLineInterpolated($"[grey]{step}[/]"), cancellationToken);
            var report = new EvaluationReport("decoding", Surroundings.Commit(), Surroundings.Machine(), rows);
            report.Print(console);
            if (arguments.GetValue(json) is { } file)
                await report.WriteAsync(file, cancellationToken);
            return rows.Any(static row => row.Metric.StartsWith("differences/", StringComparison.Ordinal) && row.Value > 0) ? 1 : 0;
        });
        return command;
    }
}
