using OptPolicy.Kernels.Vectors;

namespace OptPolicy.Kernels.Tests.Vectors;

public sealed class VectorConcurrencyTests
{
    [Fact]
    public void SearchesDuringChurnFindEveryKeptEntryAndNeverAnIdThatIsNotItsVectors()
    {
        const int Kept = 200;
        var partition = new VectorIndex(64).Partition(0);
        var vectors = Embeddings.Clustered(2 * Kept, 64, seed: 8, clusterSize: 1);
        for (var i = 0; i < Kept; i++)
            partition.Add(vectors[i], i, DateTimeOffset.MaxValue);
        using var stop = new CancellationTokenSource();
        using var searching = new CountdownEvent(2);
        var readers = Enumerable.Range(0, 2).Select(seed => Task.Run(() =>
        {
            var random = new Random(seed);
            var searches = 0;
            while (!stop.IsCancellationRequested)
            {
                var i = random.Next(2 * Kept);
                var found = partition.TryNearest(vectors[i], 0.99f, DateTimeOffset.UnixEpoch, out var match);
                // Churned entries come and go, but under one id each.
                Assert.True(found || i >= Kept);
                Assert.True(!found || match.Id == i);
                if (++searches == 1)
                    searching.Signal();
            }

            return searches;
        })).ToArray();

        // On a busy machine the changes would be over before a reader began.
        searching.Wait(TestContext.Current.CancellationToken);
        var handles = new Queue<SlotHandle>();
        for (var i = 0; i < 20_000; i++)
        {
            var churned = Kept + (i % Kept);
            handles.Enqueue(partition.Add(vectors[churned], churned, DateTimeOffset.MaxValue));
            if (handles.Count > 30)
                Assert.True(partition.Remove(handles.Dequeue()));
        }

        stop.Cancel();
        Assert.All(readers, static r => Assert.True(r.GetAwaiter().GetResult() > 0));
        Assert.Equal(Kept + 30, partition.Count);
    }
}
