using System.Numerics.Tensors;
using Microsoft.Extensions.AI;

namespace OptPolicy.Runtime.Tests.Caching.Semantic;

/// <summary>An embedder whose similarities a test plants: texts point anywhere, unless they were put near another.</summary>
internal sealed class PlantedVectors : IEmbeddingGenerator<string, Embedding<float>>
{
    private const int Dimensions = 64;

    private readonly Dictionary<string, (string Anchor, double Cosine)> _planted = new(StringComparer.Ordinal);
    private int _calls;

    public int Calls => _calls;

    /// <summary>Runs before each vector; a test lets it fail or wait.</summary>
    public Func<string, CancellationToken, Task> Before { get; set; } = static (_, _) => Task.CompletedTask;

    /// <summary>Puts a text at this cosine of another.</summary>
    public PlantedVectors Near(string text, string anchor, double cosine)
    {
        _planted[text] = (anchor, cosine);
        return this;
    }

    public float[] Of(string text)
    {
        if (!_planted.TryGetValue(text, out var place)) return Somewhere(text);
        var (anchor, away) = (Somewhere(place.Anchor), Somewhere(text));
        var along = TensorPrimitives.Dot<float>(anchor, away);
        for (var i = 0; i < away.Length; i++) away[i] -= along * anchor[i];
        Normalise(away);
        for (var i = 0; i < away.Length; i++) away[i] = (float)(place.Cosine * anchor[i] + Math.Sqrt(1 - place.Cosine * place.Cosine) * away[i]);
        return away;
    }

    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        var made = new GeneratedEmbeddings<Embedding<float>>();
        foreach (var text in values)
        {
            Interlocked.Increment(ref _calls);
            await Before(text, cancellationToken);
            made.Add(new Embedding<float>(Of(text)));
        }

        return made;
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceType == typeof(EmbeddingGeneratorMetadata) ? new EmbeddingGeneratorMetadata("planted", null, "planted", Dimensions) : null;

    public void Dispose()
    {
        // nothing is held
    }

    // FNV-1a (Fowler, Noll, Vo): the same in every process, unlike string hashes.
    private static float[] Somewhere(string text)
    {
        var seed = 2166136261u;
        foreach (var character in text) seed = (seed ^ character) * 16777619u;
        var random = new Random((int)seed);
        var vector = new float[Dimensions];
        for (var i = 0; i < vector.Length; i++) vector[i] = (float)(random.NextDouble() - 0.5);
        Normalise(vector);
        return vector;
    }

    private static void Normalise(float[] vector) => TensorPrimitives.Divide(vector, TensorPrimitives.Norm<float>(vector), vector);
}
