using OptPolicy.Kernels.Architectures;
using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Weights;

namespace OptPolicy.Kernels.Checkpoints;

/// <summary>An encoder's weights, open for reading. Disposing closes the files.</summary>
/// <param name="Weights">The weights.</param>
/// <param name="Pooling">How the checkpoint's makers pool token vectors.</param>
/// <param name="MaxTokens">Most tokens of a text that its makers trained with.</param>
/// <param name="Files">The files that hold the weights.</param>
public sealed record BertSource(BertWeights Weights, EncoderPooling Pooling, int MaxTokens, Checkpoint Files) : IDisposable
{
    /// <summary>Closes the files.</summary>
    public void Dispose() => Files.Dispose();
}
