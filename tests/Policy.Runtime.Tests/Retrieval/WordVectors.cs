using System.Numerics.Tensors;

namespace OptPolicy.Runtime.Tests.Retrieval;

/// <summary>Texts are as near as the words are many that they share.</summary>
internal sealed class WordVectors(string fingerprint = "words") : IRequestEmbedder
{
    private const int Components = 512;

    private int _calls;

    public int Calls => _calls;

    public string Fingerprint => fingerprint;

    public int Dimensions => Components;

    public ValueTask<ReadOnlyMemory<float>> EmbedAsync(string text, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Interlocked.Increment(ref _calls);
        return ValueTask.FromResult<ReadOnlyMemory<float>>(Of(text));
    }

    public static int Count(string text) => Words(text).Count();

    public static float[] Of(string text)
    {
        var vector = new float[Components];
        vector[0] = 0.01f;
        foreach (var word in Words(text)) vector[Place(word)] += 1;
        TensorPrimitives.Divide(vector, TensorPrimitives.Norm<float>(vector), vector);
        return vector;
    }

    private static IEnumerable<string> Words(string text) =>
        text.ToLowerInvariant().Split([' ', '\n', '.', ',', '?', '!', '|', '#', '>', ':', ';'], StringSplitOptions.RemoveEmptyEntries);

    private static int Place(string word)
    {
        var hash = 2166136261u;
        foreach (var character in word) hash = (hash ^ character) * 16777619u;
        return 1 + (int)(hash % (Components - 1));
    }
}
