using OptPolicy.Quantization.Formats;
using static TorchSharp.torch;

namespace OptPolicy.Compression.Simulation;

/// <summary>
/// Lets a product see rounded numbers while the numbers behind them learn: rounding passes gradients on as if it were not there
/// (straight-through estimator, Bengio et al. 2013, arXiv:1308.3432). Immutable.
/// </summary>
/// <param name="Weights">The grid of the weights; <see langword="null"/> leaves them alone.</param>
/// <param name="Inputs">The grid of what enters, a token being a row; <see langword="null"/> leaves it alone.</param>
internal sealed record RoundingSimulation(WeightGrid? Weights, WeightGrid? Inputs = null)
{
    /// <summary>The weights as the packed model has them.</summary>
    public Tensor RoundWeights(Tensor weights) => Weights is { } grid ? StraightThrough(weights, grid) : weights.alias();

    /// <summary>The inputs as the packed model has them.</summary>
    public Tensor RoundInputs(Tensor inputs)
    {
        if (Inputs is not { } grid)
            return inputs.alias();

        using var scope = NewDisposeScope();
        return StraightThrough(inputs.reshape(-1, inputs.shape[^1]), grid).reshape(inputs.shape).MoveToOuterDisposeScope();
    }

    // weights + (rounded - weights) would be off the grid by a rounding error; adding an exact zero is not.
    private static Tensor StraightThrough(Tensor values, WeightGrid grid)
    {
        using var scope = NewDisposeScope();
        return (GridTensor.Round(values.detach(), grid) + (values - values.detach())).MoveToOuterDisposeScope();
    }
}
