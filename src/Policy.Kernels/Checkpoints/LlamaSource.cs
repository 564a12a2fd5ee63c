using OptPolicy.Kernels.Architectures;
using OptPolicy.Kernels.Weights;

namespace OptPolicy.Kernels.Checkpoints;

/// <summary>A decoder's weights and the tokens that begin and end its sequences, open for reading. Disposing closes the files.</summary>
/// <param name="Weights">The weights in Hugging Face row order.</param>
/// <param name="BeginToken">The token that starts every sequence, if there is one.</param>
/// <param name="EndTokens">Tokens that end an answer.</param>
/// <param name="Files">The files that hold the weights.</param>
public sealed record LlamaSource(LlamaWeights Weights, int? BeginToken, IReadOnlyList<int> EndTokens, Checkpoint Files) : IDisposable
{
    /// <summary>Closes the files.</summary>
    public void Dispose() => Files.Dispose();
}
