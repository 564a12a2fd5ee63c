using System.CommandLine;
using OptPolicy.Cli.Compressing;
using OptPolicy.Cli.LocalModels;
using OptPolicy.Compression.Pipeline;
using OptPolicy.Compression.Pipeline.Running;
using OptPolicy.Compression.Pipeline.Stages;

namespace OptPolicy.Cli.Commands;

/// <summary><c>optpolicy distill</c>: one stage of a compression without a policy.</summary>
internal sealed class DistillCommand
{
    private readonly Argument<string> _model = new("model") { Description = "The checkpoint to train: a folder with config.json and model.safetensors." };
    private readonly Option<string> _teacher = new("--teacher") { Description = "The checkpoint to imitate; it has the same tokenizer.", Required = true, HelpName = "DIR" };
    private readonly Option<string[]> _data = new("--data") { Description = "Text (.txt) and conversations (.jsonl) to train on.", Required = true, AllowMultipleArgumentsPerToken = true, HelpName = "FILES" };
    private readonly Option<string> _to = new("--to") { Description = "The folder to make.", Required = true, HelpName = "DIR" };
    private readonly Option<double> _share = new("--share") { Description = "Share of the data to use, 0 to 1.", DefaultValueFactory = static _ => 1 };
    private readonly Option<double> _epochs = new("--epochs") { Description = "Passes over the data.", DefaultValueFactory = static _ => 3 };
    private readonly Option<int?> _steps = new("--steps") { Description = "Optimiser steps, instead of passes.", HelpName = "N" };
    private readonly Option<double?> _rate = new("--rate") { Description = "Highest learning rate." };
    private readonly Option<double> _weight = new("--teacher-weight") { Description = "Weight of the teacher against the data, 0 to 1.", DefaultValueFactory = static _ => 0.9 };
    private readonly Option<ulong> _seed = new("--seed") { Description = "Decides the order of the data.", DefaultValueFactory = static _ => 1 };
    private readonly Option<int> _threads = new("--threads") { Description = "Threads of training.", DefaultValueFactory = static _ => 1 };

    public static Command Create(CliEnvironment environment)
    {
        var options = new DistillCommand();
        var command = new Command("distill", "Trains a checkpoint towards a teacher. A run that was stopped goes on.") { options._model };
        foreach (var option in (Option[])[options._teacher, options._data, options._to, options._share, options._epochs, options._steps, options._rate, options._weight, options._seed, options._threads])
        {
            command.Add(option);
        }

        command.SetAction((parsed, cancellation) => options.RunAsync(environment, parsed, cancellation));
        return command;
    }

    private async Task<int> RunAsync(CliEnvironment environment, ParseResult parsed, CancellationToken cancellation)
    {
        if (StageTool.Find(environment) is not { } worker)
        {
            return LocalModelCommand.Fail(environment, StageTool.HowToBuild);
        }

        var to = environment.Resolve(parsed.GetRequiredValue(_to));
        var lines = new StageLines(environment);
        try
        {
            var result = await new SingleStage(worker).RunAsync(Request(environment, parsed, to), lines, cancellation);
            lines.End();
            environment.Out.WriteLine($"wrote {environment.Display(to)}: {result.Steps:N0} steps, {result.Tokens:N0} tokens{Loss(result)}");
            return ExitCode.Ok;
        }
        catch (PipelineException error)
        {
            lines.End();
            return LocalModelCommand.Fail(environment, error.Message);
        }
    }

    private StageRequest Request(CliEnvironment environment, ParseResult parsed, string to) => new()
    {
        Kind = StageKind.Distill,
        Model = environment.Resolve(parsed.GetRequiredValue(_model)),
        Output = to,
        Work = to + ".work",
        Teacher = environment.Resolve(parsed.GetRequiredValue(_teacher)),
        Data = [.. parsed.GetRequiredValue(_data).Select(environment.Resolve)],
        DataShare = parsed.GetRequiredValue(_share),
        Epochs = parsed.GetRequiredValue(_epochs),
        Steps = parsed.GetValue(_steps),
        LearningRate = parsed.GetValue(_rate),
        TeacherWeight = parsed.GetRequiredValue(_weight),
        Seed = parsed.GetRequiredValue(_seed),
        Threads = parsed.GetRequiredValue(_threads),
    };

    private static string Loss(StageResult result) => result is { LossBefore: { } before, LossAfter: { } after }
        ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $", loss {before:F3} → {after:F3}")
        : "";
}
