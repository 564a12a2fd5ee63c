using System.Numerics.Tensors;
using OptPolicy.Kernels.Vectors;

namespace OptPolicy.Kernels.Tests.Vectors;

public sealed class VectorPartitionTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1, SearchBound.Proven)]
    [InlineData(7, SearchBound.Proven)]
    [InlineData(33, SearchBound.Proven)]
    [InlineData(100, SearchBound.Proven)]
    [InlineData(384, SearchBound.Proven)]
    [InlineData(384, SearchBound.Probable)]
    [InlineData(768, SearchBound.Proven)]
    [InlineData(2100, SearchBound.Proven)]
    public void SearchFindsExactlyTheStoredVectorsThatReachTheFloorBestFirst(int dimension, SearchBound bound)
    {
        var partition = new VectorIndex(dimension, seed: 5, bound).Partition(0);
        var vectors = Embeddings.Clustered(400, dimension, seed: 3);
        for (var i = 0; i < vectors.Length; i++)
            partition.Add(vectors[i], i, DateTimeOffset.MaxValue);
        var random = new Random(9);
        var all = new VectorMatch[vectors.Length];
        var found = new VectorMatch[vectors.Length];
        for (var q = 0; q < 40; q++)
        {
            var query = Embeddings.Near(random, vectors[random.Next(vectors.Length)], 0.5f);
            // A floor of -1 rules nothing out: every entry is scored.
            Assert.Equal(vectors.Length, partition.Search(query, -1, Now, all));
            foreach (var floor in (float[])[-0.2f, 0.3f, 0.6f, 0.8f, 0.9f, 0.97f])
            {
                var expected = all.Where(m => m.Score >= floor).ToArray();
                Assert.Equal(expected, found[..partition.Search(query, floor, Now, found)]);
                Assert.Equal(expected.Take(3), found[..partition.Search(query, floor, Now, found.AsSpan(0, 3))]);
                Assert.Equal(expected.Length > 0, partition.TryNearest(query, floor, Now, out var nearest));
                Assert.Equal(expected.FirstOrDefault(), nearest);
            }
        }
    }

    [Fact]
    public void ScoresAreTheCosinesOfTheOriginalVectorsWithinTheRoundingOfEightBits()
    {
        var partition = new VectorIndex(384).Partition(0);
        var vectors = Embeddings.Clustered(300, 384, seed: 1);
        for (var i = 0; i < vectors.Length; i++)
            partition.Add(vectors[i], i, DateTimeOffset.MaxValue);
        var matches = new VectorMatch[vectors.Length];
        foreach (var query in vectors[..50])
        {
            var count = partition.Search(query, -1, Now, matches);
            foreach (var match in matches[..count])
                Assert.Equal(TensorPrimitives.CosineSimilarity(query, vectors[match.Id]), match.Score, 0.003f);
        }
    }

    [Fact]
    public void OnlyTheDirectionOfAVectorCounts()
    {
        var partition = new VectorIndex(64).Partition(0);
        var vector = Embeddings.Gaussian(new Random(1), 64);
        partition.Add([.. vector.Select(static x => x * 1e30f)], 1, DateTimeOffset.MaxValue);
        Assert.True(partition.TryNearest([.. vector.Select(static x => x * 1e-30f)], 0.9999f, Now, out var match));
        Assert.Equal(1, match.Id);
        Assert.InRange(match.Score, 0.9999f, 1);
        Assert.False(partition.TryNearest([.. vector.Select(static x => -x)], -0.9f, Now, out _));
    }

    [Fact]
    public void EqualScoresAreInOrderOfIdsWhateverTheOrderOfInsertion()
    {
        var partition = new VectorIndex(48).Partition(0);
        var vector = Embeddings.Gaussian(new Random(1), 48);
        foreach (var id in (long[])[7, 3, 9, -2, 5])
            partition.Add(vector, id, DateTimeOffset.MaxValue);
        var matches = new VectorMatch[3];
        Assert.Equal(3, partition.Search(vector, 0.5f, Now, matches));
        Assert.Equal([-2L, 3, 5], matches.Select(static m => m.Id));
        Assert.True(partition.TryNearest(vector, 0.5f, Now, out var match));
        Assert.Equal(-2, match.Id);
    }

    [Fact]
    public void ExpiredEntriesAreNotFoundAndTheirSlotsAreReused()
    {
        var partition = new VectorIndex(32).Partition(0);
        var vectors = Embeddings.Clustered(1000, 32, seed: 2);
        for (var i = 0; i < vectors.Length; i++)
            partition.Add(vectors[i], i, i % 2 == 0 ? Now.AddMinutes(1) : DateTimeOffset.MaxValue);
        Assert.True(partition.TryNearest(vectors[4], 0.999f, Now, out var match));
        Assert.Equal(4, match.Id);
        Assert.False(partition.TryNearest(vectors[4], 0.999f, Now.AddMinutes(1), out _));

        Assert.Equal(0, partition.RemoveExpired(Now));
        Assert.Equal(500, partition.RemoveExpired(Now.AddMinutes(1)));
        Assert.Equal(500, partition.Count);
        var bytes = partition.Bytes;
        for (var i = 0; i < 500; i++)
            partition.Add(vectors[2 * i], 2 * i, DateTimeOffset.MaxValue);
        Assert.Equal(bytes, partition.Bytes);
        Assert.All(Enumerable.Range(0, 1000), i => Assert.True(partition.TryNearest(vectors[i], 0.999f, Now, out var found) && found.Id == i));
    }

    [Fact]
    public void HandlesOfRemovedEntriesNeverNameTheEntryThatTookTheirSlot()
    {
        var partition = new VectorIndex(32).Partition(0);
        var vectors = Embeddings.Clustered(2, 32, seed: 2, clusterSize: 1);
        var first = partition.Add(vectors[0], 1, DateTimeOffset.MaxValue);
        var kept = partition.Add(vectors[1], 2, DateTimeOffset.MaxValue);
        Assert.True(partition.Remove(first));
        Assert.False(partition.Remove(first));
        var second = partition.Add(vectors[0], 3, DateTimeOffset.MaxValue);
        Assert.Equal((first.Block, first.Slot), (second.Block, second.Slot));
        Assert.False(partition.Remove(first));
        Assert.True(partition.TryNearest(vectors[0], 0.9f, Now, out var match));
        Assert.Equal((3, second), (match.Id, match.Handle));
        Assert.True(partition.Remove(kept));
        Assert.False(partition.Remove(default));
    }

    [Fact]
    public void MemoryOfAnEmptiedBlockIsReleasedAndItsNumberIsUsedAgain()
    {
        var partition = new VectorIndex(32).Partition(0);
        var vectors = Embeddings.Clustered(500, 32, seed: 2);
        var handles = vectors.Select((v, i) => partition.Add(v, i, DateTimeOffset.MaxValue)).ToArray();
        var full = partition.Bytes;
        foreach (var handle in handles.Where(static h => h.Block == 1))
            Assert.True(partition.Remove(handle));
        var less = partition.Bytes;
        Assert.True(less < full);
        for (var round = 0; round < 3; round++)
        {
            var again = vectors.Select((v, i) => partition.Add(v, 1000 + i, DateTimeOffset.MaxValue)).ToArray();
            Assert.Contains(again, static h => h.Block == 1);
            Assert.All(again, handle => Assert.True(partition.Remove(handle)));
        }

        Assert.Equal(less, partition.Bytes);
        Assert.Equal(handles.Count(static h => h.Block != 1), partition.Count);
    }

    [Fact]
    public void PurgeForgetsEverythingAtOnceAndOldHandlesStayDead()
    {
        var index = new VectorIndex(32);
        var (partition, other) = (index.Partition(1), index.Partition(2));
        var vectors = Embeddings.Clustered(300, 32, seed: 2);
        var handles = vectors.Select((v, i) => partition.Add(v, i, DateTimeOffset.MaxValue)).ToArray();
        other.Add(vectors[0], 77, DateTimeOffset.MaxValue);
        partition.Purge();
        Assert.Equal((0, 0), (partition.Count, partition.Bytes));
        Assert.False(partition.TryNearest(vectors[0], -1, Now, out _));
        partition.Add(vectors[1], 5, DateTimeOffset.MaxValue);
        Assert.All(handles, handle => Assert.False(partition.Remove(handle)));
        Assert.True(other.TryNearest(vectors[0], 0.9f, Now, out var match));
        Assert.Equal(77, match.Id);
    }

    [Fact]
    public void VectorsThatCannotBeComparedAreRefused()
    {
        var partition = new VectorIndex(8).Partition(0);
        Assert.Throws<ArgumentException>(() => partition.Add(new float[7], 1, DateTimeOffset.MaxValue));
        Assert.Throws<ArgumentException>(() => partition.Add(new float[8], 1, DateTimeOffset.MaxValue));
        Assert.Throws<ArgumentException>(() => partition.Add([1, float.NaN, 0, 0, 0, 0, 0, 0], 1, DateTimeOffset.MaxValue));
        Assert.Throws<ArgumentException>(() => partition.TryNearest([1, float.PositiveInfinity, 0, 0, 0, 0, 0, 0], 0, Now, out _));
        partition.Add([1, 0, 0, 0, 0, 0, 0, 0], 1, DateTimeOffset.MaxValue);
        Assert.False(partition.TryNearest(new float[8], -1, Now, out _));
        Assert.Equal(0, partition.Search([1, 0, 0, 0, 0, 0, 0, 0], -1, Now, []));
    }

    [Fact]
    public void SearchesAllocateNothing()
    {
        var partition = new VectorIndex(384).Partition(0);
        var vectors = Embeddings.Clustered(300, 384, seed: 2);
        for (var i = 0; i < vectors.Length; i++)
            partition.Add(vectors[i], i, DateTimeOffset.MaxValue);
        var matches = new VectorMatch[10];
        Ask();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Ask();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Ask()
        {
            for (var i = 0; i < 50; i++)
            {
                partition.TryNearest(vectors[i], 0.8f, Now, out _);
                partition.Search(vectors[i], 0.1f, Now, matches);
            }
        }
    }
}
