using System.Globalization;
using System.Numerics.Tensors;
using Microsoft.Extensions.AI;

namespace OptPolicy;

/// <summary>An embedder behind Microsoft.Extensions.AI, whose vectors are checked and brought to length 1.</summary>
internal sealed class GeneratedEmbedder : IRequestEmbedder
{
    private readonly IEmbeddingGenerator<string, Embedding<float>> _generator;
    private readonly string _who;
    private int _dimensions;

    public GeneratedEmbedder(IEmbeddingGenerator<string, Embedding<float>> generator, EmbedderInfo info, string who)
    {
        _generator = generator;
        _who = who;
        var metadata = generator.GetService<EmbeddingGeneratorMetadata>();
        _dimensions = info.Dimensions ?? metadata?.DefaultModelDimensions ?? 0;

        // A service does not say which weights it runs: its model's name has to do.
        Fingerprint = string.Create(CultureInfo.InvariantCulture, $"{metadata?.ProviderName}\n{metadata?.ProviderUri}\n{metadata?.DefaultModelId ?? info.Argument}\n{info.Dimensions}");
    }

    public string Fingerprint { get; }

    public int Dimensions => _dimensions;

    public async ValueTask<ReadOnlyMemory<float>> EmbedAsync(string text, CancellationToken cancellationToken)
    {
        var vector = (await _generator.GenerateVectorAsync(text, cancellationToken: cancellationToken).ConfigureAwait(false)).ToArray();
        var expected = Interlocked.CompareExchange(ref _dimensions, vector.Length, 0);
        if (vector.Length == 0 || (expected != 0 && expected != vector.Length))
            throw new InvalidOperationException($"{_who}: it gave a vector of {vector.Length} components instead of {expected}. Correct the setting 'dimensions', or the model.");
        var norm = TensorPrimitives.Norm<float>(vector);
        if (!float.IsFinite(norm) || norm == 0)
            throw new InvalidOperationException($"{_who}: it gave a vector without a direction.");
        TensorPrimitives.Divide(vector, norm, vector);
        return vector;
    }
}
