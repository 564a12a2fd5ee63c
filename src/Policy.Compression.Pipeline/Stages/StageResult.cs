using OptPolicy.Quantization.Formats;

namespace OptPolicy.Compression.Pipeline.Stages;

/// <summary>What a stage did: <c>stage.json</c> in its output. Immutable.</summary>
/// <param name="Kind">The stage.</param>
/// <param name="ParametersBefore">Weights of the model it read.</param>
/// <param name="ParametersAfter">Weights that are left (with <see cref="StageKind.PruneWeights"/>, those that are not zero).</param>
/// <param name="Steps">Training steps taken.</param>
/// <param name="Tokens">Tokens trained on.</param>
public sealed record StageResult(StageKind Kind, long ParametersBefore, long ParametersAfter, int Steps, long Tokens)
{
    /// <summary>Loss on the calibration data before and after, when the stage measures it.</summary>
    public double? LossBefore { get; init; }

    /// <summary>See <see cref="LossBefore"/>.</summary>
    public double? LossAfter { get; init; }

    /// <summary>The grid that training simulated: weights rounded to nearest on it are those that were trained. Null: none was.</summary>
    public WeightGrid? SimulatedGrid { get; init; }

    /// <summary>Whether weights that are zero were pruned, so that later training must leave them zero.</summary>
    public bool KeepsZeros { get; init; }

    /// <summary>What was chosen, for people: heads and layers removed, and why.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
