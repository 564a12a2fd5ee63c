using System.Collections.Concurrent;
using OptPolicy.Kernels.Decoding;

namespace OptPolicy.Kernels.Tests.Decoding;

public sealed class LanePoolLoadTests
{
    [Fact]
    public async Task SixtyFourRequestsShareTwoLanesFairly()
    {
        const int Tasks = 64, Rounds = 20, Limit = 2 * 96;
        var lanes = new List<MemoryLane>();
        using var pool = new LanePool(() => Opened(lanes), new() { Lanes = 2, KeyValueMemoryLimit = Limit });
        var order = new ConcurrentQueue<int>();
        var busy = 0;
        var mostBusy = 0;
        var mostBytes = 0L;

        await Task.WhenAll(Enumerable.Range(0, Tasks).Select(id => Task.Run(async () =>
        {
            for (var round = 0; round < Rounds; round++)
            {
                var prompt = OpenModel.Prompt(8 + (id % 5), seed: id % 7);
                using var lease = await pool.RentAsync(new(prompt) { MaxTokens = 64, Scope = id % 3 == 0 ? "a" : null });
                InterlockedMax(ref mostBusy, Interlocked.Increment(ref busy));
                order.Enqueue(id);
                Prefill.Run(lease.Lane, prompt.AsSpan(lease.CachedTokens), CancellationToken.None);
                await Task.Yield();
                lease.Lane.Forward(prompt, 1, CancellationToken.None);
                lock (lanes)
                    mostBytes = Math.Max(mostBytes, Math.Max(pool.CommittedBytes, lanes.Sum(lane => lane.AllocatedBytes)));
                Interlocked.Decrement(ref busy);
            }
        })));

        Assert.InRange(mostBusy, 1, 2);
        Assert.InRange(mostBytes, 1, Limit);
        Assert.Equal(Tasks * Rounds, order.Count);
        Assert.Equal((2, 0), (pool.Idle, pool.Waiting));
    }

    [Fact]
    public async Task NoRequestIsOvertakenByOnesThatCameLater()
    {
        using var pool = new LanePool(() => new MemoryLane(), new() { Lanes = 2 });
        var held = new[] { await pool.RentAsync(new(new[] { 1 })), await pool.RentAsync(new(new[] { 1 })) };
        var served = new ConcurrentQueue<int>();
        var waiting = new List<Task<LaneLease>>();
        for (var id = 0; id < 64; id++)
            waiting.Add(pool.RentAsync(new(OpenModel.Prompt(1 + (id % 9), seed: id))).AsTask());

        held[0].Dispose();
        for (var id = 0; id < 64; id++)
        {
            var lease = await waiting[id];
            served.Enqueue(id);
            Assert.True(waiting.Skip(id + 1).All(later => !later.IsCompleted));
            lease.Dispose();
        }

        held[1].Dispose();
        Assert.Equal(Enumerable.Range(0, 64), served);
    }

    [Fact]
    public async Task CancellationsUnderLoadLoseNoLane()
    {
        using var pool = new LanePool(() => new MemoryLane(), new() { Lanes = 2 });
        for (var round = 0; round < 20; round++)
        {
            var held = new[] { await pool.RentAsync(new(new[] { 1 })), await pool.RentAsync(new(new[] { 1 })) };
            using var source = new CancellationTokenSource();
            var served = Enumerable.Range(0, 64).Select(id => ServeAsync(pool, id, id % 3 == 0 ? source.Token : default)).ToArray();

            // Lanes come free while waiters leave: each waiter is either served or cancelled, never both and never neither.
            await Task.WhenAll(source.CancelAsync(), Task.Run(held[0].Dispose), Task.Run(held[1].Dispose));

            var outcomes = await Task.WhenAll(served);
            Assert.All(outcomes.Where((_, id) => id % 3 != 0), Assert.True);
            Assert.Equal((2, 0), (pool.Idle, pool.Waiting));
        }
    }

    private static async Task<bool> ServeAsync(LanePool pool, int id, CancellationToken cancellationToken)
    {
        try
        {
            using var lease = await pool.RentAsync(new(new[] { id + 1 }), cancellationToken);
            lease.Lane.Forward([id + 1], 1, CancellationToken.None);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static MemoryLane Opened(List<MemoryLane> lanes)
    {
        lanes.Add(new());
        return lanes[^1];
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = Volatile.Read(ref most); value > seen; seen = Volatile.Read(ref most))
            Interlocked.CompareExchange(ref most, value, seen);
    }
}
