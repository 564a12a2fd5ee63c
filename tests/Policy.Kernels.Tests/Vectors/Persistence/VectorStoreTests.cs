using OptPolicy.Kernels.Vectors;
using OptPolicy.Kernels.Vectors.Persistence;

namespace OptPolicy.Kernels.Tests.Vectors.Persistence;

public sealed class VectorStoreTests : IDisposable
{
    private const int Dimension = 64;
    private static readonly VectorStoreOptions Options = new(Dimension, "embedder-1");
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly float[][] Vectors = Embeddings.Clustered(200, Dimension, seed: 4);

    private readonly string _folder = Directory.CreateTempSubdirectory("optpolicy-vectors-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ReopenedStoreAnswersEverySearchAsBefore(bool snapshot)
    {
        var before = new List<VectorMatch[]>();
        using (var store = VectorStore.Open(_folder, Options))
        {
            var handles = Fill(store.Index, 0, 200);
            store.Index.Partition(2).Add(Vectors[0], 1, Now.AddDays(1));
            store.Index.Partition(3).Add(Vectors[0], 1, Now.AddDays(1));
            store.Index.Partition(3).Purge();
            store.Index.Partition(3).Add(Vectors[1], 2, DateTimeOffset.MaxValue);
            foreach (var handle in handles.Where(static h => h.Stamp % 5 == 0))
                Assert.True(store.Index.Partition(1).Remove(handle));
            if (snapshot)
                store.Snapshot();
            Fill(store.Index, 1000, 50);
            before.AddRange(Answers(store.Index));
        }

        using var reopened = VectorStore.Open(_folder, Options);
        Assert.Empty(reopened.Recovery.Damages);
        Assert.Equal(160 + 50 + 1 + 1, reopened.Recovery.Entries);
        Assert.Equal(before, Answers(reopened.Index));
        Assert.True(reopened.Index.Partition(2).TryNearest(Vectors[0], 0.9f, Now, out _));
        Assert.False(reopened.Index.Partition(2).TryNearest(Vectors[0], 0.9f, Now.AddDays(2), out _));
        Assert.Equal(251, reopened.Index.Partition(1).Add(Vectors[0], 9, DateTimeOffset.MaxValue).Stamp);
    }

    [Fact]
    public void HandlesFoundAfterReopeningRemoveForGood()
    {
        using (var store = VectorStore.Open(_folder, Options))
            Fill(store.Index, 0, 20);
        using (var store = VectorStore.Open(_folder, Options))
        {
            Assert.True(store.Index.Partition(1).TryNearest(Vectors[3], 0.99f, Now, out var match));
            Assert.True(store.Index.Partition(1).Remove(match.Handle));
        }

        using var again = VectorStore.Open(_folder, Options);
        Assert.False(again.Index.Partition(1).TryNearest(Vectors[3], 0.99f, Now, out _));
        Assert.Equal(19, again.Recovery.Entries);
    }

    [Fact]
    public void VectorsOfAnotherEmbedderDimensionOrSeedAreRefused()
    {
        using (var store = VectorStore.Open(_folder, Options))
            Fill(store.Index, 0, 3);
        Assert.Contains("embedder-2", Assert.Throws<VectorStoreException>(() => VectorStore.Open(_folder, Options with { Fingerprint = "embedder-2" })).Message, StringComparison.Ordinal);
        Assert.Contains("64 components", Assert.Throws<VectorStoreException>(() => VectorStore.Open(_folder, Options with { Dimension = 65 })).Message, StringComparison.Ordinal);
        Assert.Contains("seed", Assert.Throws<VectorStoreException>(() => VectorStore.Open(_folder, Options with { Seed = 2 })).Message, StringComparison.Ordinal);
        using var again = VectorStore.Open(_folder, Options);
        Assert.Equal(3, again.Recovery.Entries);
    }

    [Fact]
    public void SecondOpeningIsRefusedWhileTheFirstIsInUse()
    {
        using var store = VectorStore.Open(_folder, Options);
        Assert.Throws<IOException>(() => VectorStore.Open(_folder, Options));
    }

    [Fact]
    public void TornEndOfAJournalIsCutOffAndReportedAndTheStoreGoesOn()
    {
        using (var store = VectorStore.Open(_folder, Options))
            Fill(store.Index, 0, 10);
        var journal = Path.Combine(_folder, "journal-00000000.vectors");
        var length = new FileInfo(journal).Length;
        using (var file = File.OpenWrite(journal))
            file.SetLength(length - 7);

        using (var store = VectorStore.Open(_folder, Options))
        {
            Assert.Equal(9, store.Recovery.Entries);
            var damage = Assert.Single(store.Recovery.Damages);
            Assert.Equal(new VectorDamage("journal-00000000.vectors", length - 112, 105, VectorDamageOutcome.TailDropped), damage);
            Fill(store.Index, 100, 1);
        }

        using var again = VectorStore.Open(_folder, Options);
        Assert.Empty(again.Recovery.Damages);
        Assert.Equal(10, again.Recovery.Entries);
    }

    [Fact]
    public void DamagedRecordInAJournalLosesOnlyItselfAndIsReportedOnce()
    {
        using (var store = VectorStore.Open(_folder, Options))
            Fill(store.Index, 0, 10);
        Flip(Path.Combine(_folder, "journal-00000000.vectors"), 64 + (4 * 112) + 60);
        using (var store = VectorStore.Open(_folder, Options))
        {
            Assert.Equal(9, store.Recovery.Entries);
            Assert.Equal(new VectorDamage("journal-00000000.vectors", 64 + (4 * 112), 112, VectorDamageOutcome.RecordsLost), Assert.Single(store.Recovery.Damages));
            Assert.False(store.Index.Partition(1).TryNearest(Vectors[4], 0.99f, Now, out _));
        }

        using var again = VectorStore.Open(_folder, Options);
        Assert.Empty(again.Recovery.Damages);
        Assert.Equal(9, again.Recovery.Entries);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void DamagedSnapshotIsRebuiltFromTheGenerationBeforeWithoutLoss(int snapshots)
    {
        for (var i = 0; i < snapshots; i++)
        {
            using var store = VectorStore.Open(_folder, Options);
            Fill(store.Index, 100 * i, 40);
            store.Snapshot();
            store.Index.Partition(1).Remove(Nearest(store.Index, 5));
        }

        var snapshot = Path.Combine(_folder, $"snapshot-0000000{snapshots}.vectors");
        Flip(snapshot, 500);
        for (var round = 0; round < 2; round++)
        {
            using var store = VectorStore.Open(_folder, Options);
            Assert.Equal(39 * snapshots, store.Recovery.Entries);
            Assert.Equal(round == 0 ? [VectorDamageOutcome.Rebuilt] : [], store.Recovery.Damages.Select(static d => d.Outcome));
        }
    }

    [Fact]
    public void DamagedSnapshotWithNothingToRebuildFromKeepsItsValidRecordsAndSaysWhatIsLost()
    {
        using (var store = VectorStore.Open(_folder, Options))
        {
            Fill(store.Index, 0, 40);
            store.Snapshot();
            Fill(store.Index, 100, 5);
        }

        File.Delete(Path.Combine(_folder, "journal-00000000.vectors"));
        Flip(Path.Combine(_folder, "snapshot-00000001.vectors"), 500);
        using (var store = VectorStore.Open(_folder, Options))
        {
            Assert.Equal(44, store.Recovery.Entries);
            Assert.Equal(VectorDamageOutcome.RecordsLost, Assert.Single(store.Recovery.Damages).Outcome);
        }

        using var again = VectorStore.Open(_folder, Options);
        Assert.Equal((44, 0), (again.Recovery.Entries, again.Recovery.Damages.Count));
    }

    [Fact]
    public void ShortenedSnapshotIsNotTakenForAWholeOne()
    {
        using (var store = VectorStore.Open(_folder, Options))
        {
            Fill(store.Index, 0, 40);
            store.Snapshot();
        }

        using (var file = File.OpenWrite(Path.Combine(_folder, "snapshot-00000001.vectors")))
            file.SetLength(64 + (20 * 112));
        using var again = VectorStore.Open(_folder, Options);
        Assert.Equal(40, again.Recovery.Entries);
        Assert.Equal(VectorDamageOutcome.Rebuilt, Assert.Single(again.Recovery.Damages).Outcome);
    }

    [Fact]
    public void ChangesAreRefusedOnceTheStoreIsClosedAndDoNotHappen()
    {
        var store = VectorStore.Open(_folder, Options);
        var partition = store.Index.Partition(1);
        store.Dispose();
        Assert.Throws<ObjectDisposedException>(() => partition.Add(Vectors[0], 1, DateTimeOffset.MaxValue));
        Assert.Equal(0, partition.Count);
        Assert.False(partition.TryNearest(Vectors[0], 0, Now, out _));
    }

    private static SlotHandle[] Fill(VectorIndex index, long firstId, int count) =>
        [.. Vectors[..count].Select((v, i) => index.Partition(1).Add(v, firstId + i, DateTimeOffset.MaxValue))];

    private static SlotHandle Nearest(VectorIndex index, int vector) =>
        index.Partition(1).TryNearest(Vectors[vector], 0.99f, Now, out var match) ? match.Handle : default;

    // Slots may differ after reopening; stamps do not.
    private static IEnumerable<VectorMatch[]> Answers(VectorIndex index)
    {
        var matches = new VectorMatch[20];
        foreach (var query in Vectors)
        {
            var count = index.Partition(1).Search(query, 0.3f, Now, matches);
            yield return [.. matches[..count].Select(static m => m with { Handle = new SlotHandle(0, 0, m.Handle.Stamp) })];
        }
    }

    private static void Flip(string path, long offset)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        file.Position = offset;
        var value = file.ReadByte();
        file.Position = offset;
        file.WriteByte((byte)(value ^ 0x10));
    }
}
