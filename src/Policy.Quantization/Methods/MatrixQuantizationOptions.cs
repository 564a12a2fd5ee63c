namespace OptPolicy.Quantization.Methods;

/// <summary>How <see cref="MatrixQuantizer"/> works on one matrix. Immutable.</summary>
public sealed record MatrixQuantizationOptions
{
    /// <summary>Threads at most; −1: as many as there are processors. The result does not depend on it.</summary>
    public int MaxDegreeOfParallelism { get; init; } = -1;

    /// <summary>Whether groups may saturate their largest weights.</summary>
    public ClipSearch Clip { get; init; } = ClipSearch.None;

    /// <summary>GPTQ: what is added to the Hessian's diagonal, as a share of its mean; ten times more for as long as it is not positive definite, up to 1.</summary>
    public double Damping { get; init; } = 0.01;

    /// <summary>GPTQ: rounds the inputs with the largest mean square first; implies <see cref="StaticGroups"/>.</summary>
    public bool ActivationOrder { get; init; }

    /// <summary>GPTQ: fits every group's scale to the weights as they came, not as they are when the group's turn comes.</summary>
    public bool StaticGroups { get; init; }

    /// <summary>SmoothQuant: how much of the difficulty moves to the weights, 0…1.</summary>
    public double SmoothQuantAlpha { get; init; } = 0.5;
}
