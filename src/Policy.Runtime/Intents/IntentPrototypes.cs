using System.Numerics.Tensors;

namespace OptPolicy;

/// <summary>A few typical vectors of each intent. Immutable; thread-safe.</summary>
/// <param name="dimensions">Components of a vector.</param>
/// <param name="perIntent">Vectors of an intent.</param>
/// <param name="vectors">Intent by intent, of length 1.</param>
internal sealed class IntentPrototypes(int dimensions, int perIntent, float[] vectors)
{
    /// <summary>Ways to ask that are told apart within an intent.</summary>
    public const int Usual = 4;

    private const int Rounds = 8;

    public int Dimensions => dimensions;

    public int PerIntent => perIntent;

    public ReadOnlySpan<float> Vectors => vectors;

    /// <summary>Finds prototypes by spherical k-means (Dhillon and Modha, 2001), from members spread over each intent.</summary>
    /// <param name="intents">The vectors of each intent; at least one.</param>
    /// <param name="dimensions">Components of a vector.</param>
    public static IntentPrototypes Of(IReadOnlyList<IReadOnlyList<float[]>> intents, int dimensions)
    {
        var found = new float[intents.Count * Usual * dimensions];
        for (var intent = 0; intent < intents.Count; intent++)
            Cluster(intents[intent], found.AsMemory(intent * Usual * dimensions, Usual * dimensions), dimensions);
        return new(dimensions, Usual, found);
    }

    /// <summary>Of each intent, the cosine of the nearest prototype.</summary>
    public void Compare(ReadOnlySpan<float> vector, Span<float> cosines)
    {
        for (var intent = 0; intent < cosines.Length; intent++)
        {
            var best = -1f;
            for (var i = 0; i < perIntent; i++)
                best = Math.Max(best, TensorPrimitives.Dot(vectors.AsSpan(((intent * perIntent) + i) * dimensions, dimensions), vector));
            cosines[intent] = best;
        }
    }

    private static void Cluster(IReadOnlyList<float[]> members, Memory<float> found, int dimensions)
    {
        for (var i = 0; i < Usual; i++) members[i * (members.Count - 1) / Usual].CopyTo(found.Span[(i * dimensions)..]);
        var sums = new float[Usual * dimensions];
        for (var round = 0; round < Rounds; round++)
        {
            sums.AsSpan().Clear();
            foreach (var member in members)
            {
                var (near, best) = (0, float.NegativeInfinity);
                for (var i = 0; i < Usual; i++)
                {
                    var cosine = TensorPrimitives.Dot<float>(found.Span.Slice(i * dimensions, dimensions), member);
                    if (cosine > best) (near, best) = (i, cosine);
                }

                var sum = sums.AsSpan(near * dimensions, dimensions);
                TensorPrimitives.Add(sum, member, sum);
            }

            for (var i = 0; i < Usual; i++)
            {
                var sum = sums.AsSpan(i * dimensions, dimensions);
                var norm = TensorPrimitives.Norm<float>(sum);
                if (norm > 0) TensorPrimitives.Divide(sum, norm, found.Span.Slice(i * dimensions, dimensions));
            }
        }
    }
}
