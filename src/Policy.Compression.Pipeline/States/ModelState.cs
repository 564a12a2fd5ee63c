using OptPolicy.Quantization.Formats;

namespace OptPolicy.Compression.Pipeline.States;

/// <summary>The state of a model between two stages. Immutable.</summary>
/// <param name="Precision">What its weights are.</param>
/// <param name="Structure">What was removed from it.</param>
/// <param name="Grid">The grid of its weights, unless they are plain floating-point numbers.</param>
public sealed record ModelState(ModelPrecision Precision, ModelStructure Structure, WeightGrid? Grid = null)
{
    /// <summary>The state of a checkpoint that a pipeline starts from.</summary>
    public static ModelState Checkpoint { get; } = new(ModelPrecision.Float, ModelStructure.Dense);

    /// <summary>The state after training.</summary>
    internal ModelState Trained => Structure == ModelStructure.PrunedUnrecovered ? this with { Structure = ModelStructure.Recovered } : this;
}
