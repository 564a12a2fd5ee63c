using System.CommandLine;
using OptPolicy.Compression.Checkpoints;
using OptPolicy.Compression.Models;
using OptPolicy.Compression.Native;
using OptPolicy.Compression.Training;
using OptPolicy.Kernels.Tokenization;

namespace OptPolicy.Compression.Tool.Commands;

/// <summary><c>head</c>: an EAGLE-3 draft head for a trained model.</summary>
internal sealed class HeadCommand
{
    private const int EvaluationSequencesMax = 60;

    private readonly Argument<string> _output = new("output") { Description = "The head's folder. A run that was stopped there goes on." };
    private readonly Option<string> _target = new("--target") { Description = "The folder of the model it drafts for, with its tokenizer.", Required = true };
    private readonly Option<int> _draftTokens = new("--draft-tokens") { Description = "Tokens of a draft in training.", DefaultValueFactory = _ => 3 };
    private readonly Option<MatrixPrecision> _precision = new("--precision") { Description = "What matrices are multiplied in.", DefaultValueFactory = _ => MatrixPrecision.BFloat16 };
    private readonly Option<string> _device = new("--device") { Description = "cpu, cuda or auto.", DefaultValueFactory = _ => "auto" };
    private readonly DataOptions _data = new();
    private readonly ScheduleOptions _schedule = new();

    public static Command Create()
    {
        var options = new HeadCommand();
        var command = new Command("head", "Trains a draft head (EAGLE-3) for a model.") { options._output, options._target, options._draftTokens, options._precision, options._device };
        options._data.AddTo(command);
        options._schedule.AddTo(command);
        command.SetAction((parsed, cancellation) => Task.FromResult(options.Run(parsed, cancellation)));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        var (output, folder) = (parsed.GetRequiredValue(_output), parsed.GetRequiredValue(_target));
        var (training, heldOut) = _data.Read(parsed, TokenizerFile.Load(folder));
        var options = _schedule.Read(parsed);
        var device = LibTorch.Device(parsed.GetRequiredValue(_device));
        var precision = parsed.GetRequiredValue(_precision);
        using var target = ModelFolder.Load(folder, precision).Freeze().MoveTo(device);
        using var head = new EagleHead(target, (long)options.Seed, precision).MoveTo(device);
        var objective = new EagleObjective(head, target, parsed.GetRequiredValue(_draftTokens));
        HeadEvaluation Measure() => objective.Evaluate(heldOut, options.Length, EvaluationSequencesMax);

        var run = new TrainingRun(output, new Trainer(objective, training, () => Measure().FirstToken, options, output, TimeProvider.System));
        if (!run.Finish(cancellation))
            return 1;

        ModelFolder.SaveHead(head, target.Config, output);
        var result = Measure();
        Console.WriteLine($"{output}: first token as the model's {result.FirstToken.TokenAccuracy:P1}, {result.AcceptedTokens:F2} of {result.DraftTokens} drafted tokens accepted on held-out text");
        return 0;
    }
}
