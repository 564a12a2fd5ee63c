using Microsoft.Extensions.AI;
using OptPolicy.Kernels.Embedding;

namespace OptPolicy;

/// <summary>An encoder in this process.</summary>
internal sealed class LocalEmbedder(OnnxEmbeddingGenerator generator) : IRequestEmbedder
{
    public string Fingerprint => generator.Fingerprint;

    public int Dimensions => generator.Dimensions;

    public async ValueTask<ReadOnlyMemory<float>> EmbedAsync(string text, CancellationToken cancellationToken) =>
        await generator.GenerateVectorAsync(text, cancellationToken: cancellationToken).ConfigureAwait(false);
}
