using OptPolicy.Kernels.Architectures;
using OptPolicy.Kernels.Weights;

namespace OptPolicy.Kernels.Checkpoints;

/// <summary>A draft head's weights, open for reading. Disposing closes its files, not the target's.</summary>
/// <param name="Weights">The weights.</param>
/// <param name="TargetTokens">The target's token of each draft token; empty when they are the same.</param>
/// <param name="Files">The files that hold the weights.</param>
public sealed record EagleSource(EagleWeights Weights, IReadOnlyList<int> TargetTokens, Checkpoint Files) : IDisposable
{
    /// <summary>Closes the files.</summary>
    public void Dispose() => Files.Dispose();
}
