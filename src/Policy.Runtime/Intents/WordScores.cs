using System.Numerics.Tensors;

namespace OptPolicy;

/// <summary>A linear model of a question's words. Immutable; thread-safe.</summary>
/// <param name="rarity">Of each place of the table, how much it says: the logarithm of the inverse of its share of questions.</param>
/// <param name="units">Of each place, the unit of its weights.</param>
/// <param name="weights">Place by place, one weight an intent, in units of the place.</param>
/// <param name="biases">Of each intent.</param>
internal sealed class WordScores(float[] rarity, float[] units, sbyte[] weights, float[] biases)
{
    public ReadOnlySpan<float> Rarity => rarity;

    public ReadOnlySpan<float> Units => units;

    public ReadOnlySpan<sbyte> Weights => weights;

    public ReadOnlySpan<float> Biases => biases;

    /// <summary>The logit of each intent.</summary>
    public void Score(string question, Span<float> scores)
    {
        var features = new Dictionary<int, float>();
        Features(question, rarity, features);
        scores.Clear();
        Span<float> row = stackalloc float[Math.Min(scores.Length, 1024)];
        foreach (var (place, value) in features)
        {
            for (var from = 0; from < scores.Length; from += row.Length)
            {
                var length = Math.Min(row.Length, scores.Length - from);
                TensorPrimitives.ConvertSaturating<sbyte, float>(weights.AsSpan((place * scores.Length) + from, length), row[..length]);
                TensorPrimitives.MultiplyAdd(row[..length], value * units[place], scores.Slice(from, length), scores.Slice(from, length));
            }
        }

        TensorPrimitives.Add(scores, biases, scores);
    }

    /// <summary>Rarity times damped count, of length 1.</summary>
    public static void Features(string question, ReadOnlySpan<float> rarity, Dictionary<int, float> features)
    {
        QuestionFeatures.Count(question, rarity.Length, features);
        var square = 0f;
        foreach (var place in features.Keys)
        {
            var value = features[place];
            value = (value <= 1 ? value : 1 + MathF.Log(value)) * rarity[place];
            features[place] = value;
            square += value * value;
        }

        if (square == 0) return;
        var norm = MathF.Sqrt(square);
        foreach (var place in features.Keys) features[place] /= norm;
    }
}
