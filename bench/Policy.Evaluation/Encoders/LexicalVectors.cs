using System.Numerics.Tensors;

namespace OptPolicy.Evaluation.Encoders;

/// <summary>What no model gives: words and pairs of words, weighted by how rare they are, hashed into a vector.</summary>
internal static class LexicalVectors
{
    private const int Dimensions = 4096;

    public static IReadOnlyDictionary<string, float[]> Of(EncoderSets sets)
    {
        var texts = sets.Texts.ToDictionary(t => t, Terms, StringComparer.Ordinal);
        var documents = texts.Values.SelectMany(terms => terms.Distinct(StringComparer.Ordinal)).GroupBy(t => t, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);
        return texts.ToDictionary(t => t.Key, t => Vector(t.Value, documents, texts.Count), StringComparer.Ordinal);
    }

    private static string[] Terms(string text)
    {
        var words = text.ToLowerInvariant().Split([' ', '?', '.', ',', '!', '"', '(', ')', '\'', ':', ';'], StringSplitOptions.RemoveEmptyEntries);
        return [.. words, .. words.Zip(words.Skip(1), (a, b) => $"{a} {b}")];
    }

    private static float[] Vector(string[] terms, Dictionary<string, int> documents, int count)
    {
        var vector = new float[Dimensions];
        foreach (var group in terms.GroupBy(t => t, StringComparer.Ordinal))
            vector[Place(group.Key)] += (float)((1 + Math.Log(group.Count())) * Math.Log((1.0 + count) / (1 + documents[group.Key])));
        var length = TensorPrimitives.Norm<float>(vector);
        if (length > 0)
            TensorPrimitives.Divide(vector, length, vector);
        return vector;
    }

    // FNV-1a: string's own hash differs from process to process.
    private static int Place(string term)
    {
        var hash = 2166136261u;
        foreach (var letter in term)
            hash = (hash ^ letter) * 16777619;
        return (int)(hash % Dimensions);
    }
}
