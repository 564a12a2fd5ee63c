namespace OptPolicy.Compression.Training;

/// <summary>How a model is trained. Immutable; equal options, data and model give equal weights.</summary>
public sealed record TrainingOptions
{
    /// <summary>Optimiser steps of the whole run.</summary>
    public required int Steps { get; init; }

    /// <summary>Sequences of a step.</summary>
    public int Rows { get; init; } = 8;

    /// <summary>Tokens of a sequence.</summary>
    public int Length { get; init; } = 512;

    /// <summary>The schedule's highest rate.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Steps over which the rate rises to <see cref="LearningRate"/>.</summary>
    public int WarmUpSteps { get; init; } = 50;

    /// <summary>The rate of the last step as a share of <see cref="LearningRate"/>.</summary>
    public double FinalRateShare { get; init; } = 0.05;

    /// <summary>Decay of matrix weights; norms are never decayed.</summary>
    public double WeightDecay { get; init; } = 0.1;

    public double FirstMomentDecay { get; init; } = 0.9;

    public double SecondMomentDecay { get; init; } = 0.95;

    /// <summary>Gradients are scaled down to this norm; 0 leaves them alone.</summary>
    public double GradientNormLimit { get; init; } = 1;

    /// <summary>
    /// Decay of the moving average of the weights, which is what is measured and kept in the end (Polyak and Juditsky 1992); 0 keeps the
    /// last weights themselves.
    /// </summary>
    public double AverageDecay { get; init; }

    /// <summary>Decides the order of the data.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Steps between evaluations on held-out data; 0 evaluates only at the end.</summary>
    public int EvaluationInterval { get; init; } = 100;

    /// <summary>Steps between checkpoints; 0 writes only the last one.</summary>
    public int CheckpointInterval { get; init; } = 100;

    /// <summary>Evaluations without a better one after which training stops; 0 never stops early.</summary>
    public int Patience { get; init; }

    /// <summary>Threads of a tensor operation. More than one pays only on a machine that runs nothing else.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>The learning rate of a step: linear warm-up, then half a cosine (Loshchilov and Hutter 2017).</summary>
    public double RateOf(int step)
    {
        if (step < WarmUpSteps)
            return LearningRate * (step + 1) / WarmUpSteps;

        var progress = (double)(step - WarmUpSteps) / Math.Max(1, Steps - WarmUpSteps);
        return LearningRate * (FinalRateShare + (1 - FinalRateShare) * 0.5 * (1 + Math.Cos(Math.PI * Math.Min(1, progress))));
    }
}
