using System.Numerics.Tensors;
using OptPolicy.Kernels.Vectors;

namespace OptPolicy.Kernels.Tests.Vectors;

public sealed class SearchBoundTests
{
    private const int Dimension = 64;
    private const ulong Seed = 3;

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.7)]
    [InlineData(0.85)]
    [InlineData(0.95)]
    [InlineData(0.99)]
    public void ProvenBoundKeepsEvenQueriesThatLeanAwayFromAnEntrysSignsAsFarAsTheyCan(double cosine)
    {
        var missedByProbable = 0;
        foreach (var vector in Embeddings.Clustered(100, Dimension, seed: 6, clusterSize: 1))
        {
            var query = LeaningAway(vector, cosine);
            var (proven, probable) = (new VectorIndex(Dimension, Seed).Partition(0), new VectorIndex(Dimension, Seed, SearchBound.Probable).Partition(0));
            proven.Add(vector, 1, DateTimeOffset.MaxValue);
            probable.Add(vector, 1, DateTimeOffset.MaxValue);
            Assert.True(proven.TryNearest(query, -1, DateTimeOffset.UnixEpoch, out var scored));
            Assert.Equal(cosine, scored.Score, 0.02);

            Assert.True(proven.TryNearest(query, scored.Score, DateTimeOffset.UnixEpoch, out var found));
            Assert.Equal(scored, found);
            missedByProbable += probable.TryNearest(query, scored.Score, DateTimeOffset.UnixEpoch, out _) ? 0 : 1;
        }

        // Such queries are what the other bound bets against: knowing the rotation, they can be made.
        Assert.True(missedByProbable > 0 || cosine > 0.98);
    }

    // In the rotated space: cosine · entry − sine · what the signs have outside the entry; then rotated back.
    private static float[] LeaningAway(float[] vector, double cosine)
    {
        var rotation = new RandomRotation(Dimension, Seed);
        var entry = (float[])vector.Clone();
        rotation.Apply(entry);
        TensorPrimitives.Divide(entry, TensorPrimitives.Norm<float>(entry), entry);
        float[] outside = [.. entry.Select(static x => x >= 0 ? 1f : -1f)];
        var along = TensorPrimitives.Dot<float>(outside, entry);
        outside = [.. outside.Zip(entry, (s, x) => s - (along * x))];
        var (u, v) = ((float)cosine, (float)(Math.Sqrt(1 - (cosine * cosine)) / TensorPrimitives.Norm<float>(outside)));
        float[] leaning = [.. entry.Zip(outside, (x, o) => (u * x) - (v * o))];

        var query = new float[Dimension];
        for (var i = 0; i < Dimension; i++)
        {
            var axis = new float[Dimension];
            axis[i] = 1;
            rotation.Apply(axis);
            query[i] = TensorPrimitives.Dot<float>(axis, leaning);
        }

        return query;
    }
}
