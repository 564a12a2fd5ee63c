namespace OptPolicy.Compression.Pipeline.Advice;

/// <summary>A way to make a model cheaper, from the least to the most invasive.</summary>
public enum Technique
{
    /// <summary>Guess tokens and verify them: the same answers, sooner.</summary>
    Speculate,

    /// <summary>Fewer bits a weight, without training.</summary>
    Quantize,

    /// <summary>Fewer weights, trained towards the original, then fewer bits.</summary>
    PruneDistillQuantize,

    /// <summary>Training with the rounding in it.</summary>
    TrainQuantized,
}
