using System.Collections.Immutable;
using System.Numerics.Tensors;

namespace OptPolicy;

/// <summary>Recognises the intent whose examples are nearest to a question. Immutable; thread-safe.</summary>
internal sealed class ExampleHead : IIntentHead
{
    private readonly ImmutableArray<string> _names;
    private readonly float[][] _vectors;
    private readonly int[] _intents;

    private ExampleHead(ImmutableArray<string> names, float[][] vectors, int[] intents, double threshold)
    {
        (_names, _vectors, _intents) = (names, vectors, intents);
        Threshold = threshold;
    }

    /// <summary>Below this similarity a question is none of the intents.</summary>
    public double Threshold { get; }

    /// <summary>Learns from examples.</summary>
    /// <param name="names">The intents.</param>
    /// <param name="examples">Vectors of length 1, with the index of their intent.</param>
    /// <param name="threshold">The least similarity; <see langword="null"/>: found from the examples.</param>
    public static ExampleHead Of(ImmutableArray<string> names, IReadOnlyList<(int Intent, float[] Vector)> examples, double? threshold = null)
    {
        float[][] vectors = [.. examples.Select(static e => e.Vector)];
        int[] intents = [.. examples.Select(static e => e.Intent)];
        return new(names, vectors, intents, threshold ?? Calibrated(vectors, intents));
    }

    public IntentGuess Recognise(string question, ReadOnlySpan<float> vector)
    {
        var (best, similarity) = (-1, -1f);
        for (var i = 0; i < _vectors.Length; i++)
        {
            var cosine = TensorPrimitives.Dot(_vectors[i], vector);
            if (cosine > similarity) (best, similarity) = (_intents[i], cosine);
        }

        return new(best >= 0 && similarity >= Threshold ? _names[best] : IntentsInfo.None, similarity);
    }

    private static double Calibrated(float[][] vectors, int[] intents)
    {
        var own = new List<double>(vectors.Length);
        var other = new List<double>(vectors.Length);
        for (var i = 0; i < vectors.Length; i++)
        {
            var (mine, theirs) = (double.NegativeInfinity, double.NegativeInfinity);
            for (var j = 0; j < vectors.Length; j++)
            {
                if (j == i) continue;
                var cosine = TensorPrimitives.Dot<float>(vectors[i], vectors[j]);
                if (intents[i] == intents[j]) mine = Math.Max(mine, cosine);
                else theirs = Math.Max(theirs, cosine);
            }

            if (double.IsFinite(mine)) own.Add(mine);
            if (double.IsFinite(theirs)) other.Add(theirs);
        }

        return IntentThreshold.Find(own, other);
    }
}
