namespace OptPolicy.Compression.Pipeline.Planning;

/// <summary>What a run is given besides the declaration. Immutable.</summary>
public sealed record PipelineOptions
{
    /// <summary>The folder that appears when every gate has passed.</summary>
    public required string Output { get; init; }

    /// <summary>Where stages are kept, so that a second run takes up what the first one did.</summary>
    public required string Work { get; init; }

    /// <summary>Finds the file or folder that a declaration names; <see langword="null"/> when there is none.</summary>
    public required Func<string, string?> Find { get; init; }

    /// <summary>Decides every random choice of every stage.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Threads of training and measuring.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Optimiser steps of every training stage; <see langword="null"/>: the declared passes over the data.</summary>
    public int? TrainingSteps { get; init; }

    /// <summary>Seeds for which every order is run and compared; 0 compares none.</summary>
    public int OrderSeeds { get; init; }

    /// <summary>
    /// Whether gates read the right answers instead of having them written: a task counts as solved when every token of its right answer is the model's first
    /// choice, which is what greedy decoding would write. Many times faster; times of answers are then not measured.
    /// </summary>
    public bool ReadsAnswers { get; init; }

    /// <summary>Whether a format that the device has no kernel for may be made all the same, its numbers computed with those of another.</summary>
    public bool AllowsEmulation { get; init; }
}
