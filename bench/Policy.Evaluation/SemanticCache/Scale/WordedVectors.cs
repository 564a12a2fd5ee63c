using System.Numerics.Tensors;
using Microsoft.Extensions.AI;

namespace OptPolicy.Evaluation.SemanticCache.Scale;

/// <summary>
/// An embedder of known geometry: the last word of a text says where it points, the other words move it a little. Two wordings of one thing lie at a
/// cosine of about 0.97, two things nowhere near.
/// </summary>
internal sealed class WordedVectors(int dimensions) : IEmbeddingGenerator<string, Embedding<float>>
{
    private const float Wording = 0.18f;

    public float[] Of(string text)
    {
        var thing = Direction(text.AsSpan(text.LastIndexOf(' ') + 1));
        TensorPrimitives.MultiplyAdd(Direction(text), Wording, thing, thing);
        TensorPrimitives.Divide(thing, TensorPrimitives.Norm<float>(thing), thing);
        return thing;
    }

    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default) =>
        Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(values.Select(text => new Embedding<float>(Of(text)))));

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceType == typeof(EmbeddingGeneratorMetadata) ? new EmbeddingGeneratorMetadata("worded", null, "worded", dimensions) : null;

    public void Dispose()
    {
    }

    // FNV-1a and SplitMix64: the same in every run.
    private float[] Direction(ReadOnlySpan<char> text)
    {
        var state = 14695981039346656037UL;
        foreach (var character in text)
            state = (state ^ character) * 1099511628211UL;
        var vector = new float[dimensions];
        for (var i = 0; i < vector.Length; i++)
        {
            state += 0x9E3779B97F4A7C15UL;
            var z = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            vector[i] = (z >> 40) / (float)(1 << 24) - 0.5f;
        }

        TensorPrimitives.Divide(vector, TensorPrimitives.Norm<float>(vector), vector);
        return vector;
    }
}
