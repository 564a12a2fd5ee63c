using System.CommandLine;
using OptPolicy.Compression.Training;

namespace OptPolicy.Compression.Tool.Commands;

/// <summary>How long and how fast to train.</summary>
internal sealed class ScheduleOptions
{
    private readonly Option<int> _steps = new("--steps") { Description = "Optimiser steps.", Required = true };
    private readonly Option<int> _rows = new("--rows") { Description = "Sequences of a step.", DefaultValueFactory = _ => 4 };
    private readonly Option<int> _length = new("--length") { Description = "Tokens of a sequence.", DefaultValueFactory = _ => 512 };
    private readonly Option<double> _rate = new("--rate") { Description = "Highest learning rate.", DefaultValueFactory = _ => 1.5e-3 };
    private readonly Option<int> _warmUp = new("--warm-up") { Description = "Steps until the rate is reached.", DefaultValueFactory = _ => 60 };
    private readonly Option<ulong> _seed = new("--seed") { Description = "Decides fresh weights and the order of the data.", DefaultValueFactory = _ => 1 };
    private readonly Option<int> _interval = new("--checkpoint-every") { Description = "Steps between checkpoints and evaluations.", DefaultValueFactory = _ => 100 };
    private readonly Option<int> _patience = new("--patience") { Description = "Stop after this many evaluations without a better one; 0 never stops early." };
    private readonly Option<int> _threads = new("--threads") { Description = "Threads of an operation. More than one pays only where nothing else runs.", DefaultValueFactory = _ => 1 };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _steps, _rows, _length, _rate, _warmUp, _seed, _interval, _patience, _threads })
            command.Add(option);
    }

    public TrainingOptions Read(ParseResult parsed) => new()
    {
        Steps = parsed.GetRequiredValue(_steps),
        Rows = parsed.GetRequiredValue(_rows),
        Length = parsed.GetRequiredValue(_length),
        LearningRate = parsed.GetRequiredValue(_rate),
        WarmUpSteps = parsed.GetRequiredValue(_warmUp),
        Seed = parsed.GetRequiredValue(_seed),
        EvaluationInterval = parsed.GetRequiredValue(_interval),
        CheckpointInterval = parsed.GetRequiredValue(_interval),
        Patience = parsed.GetValue(_patience),
        Threads = parsed.GetRequiredValue(_threads),
    };
}
