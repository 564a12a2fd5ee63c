using Microsoft.Extensions.Time.Testing;
using OptPolicy.Kernels.Decoding;

namespace OptPolicy.Kernels.Tests.Decoding;

public sealed class LanePoolTests
{
    private readonly List<MemoryLane> _lanes = [];

    [Fact]
    public async Task FreeLaneIsLentAtOnce()
    {
        using var pool = Pool(new() { Lanes = 2 });

        using var first = await pool.RentAsync(Request(1, 2));
        using var second = await pool.RentAsync(Request(1, 2));

        Assert.NotSame(first.Lane, second.Lane);
        Assert.Equal(0, pool.Idle);
    }

    [Fact]
    public async Task WaitersAreServedInOrder()
    {
        using var pool = Pool(new());
        var held = await pool.RentAsync(Request(1));
        var waiters = Enumerable.Range(0, 10).Select(_ => pool.RentAsync(Request(1)).AsTask()).ToArray();

        foreach (var waiter in waiters)
        {
            Assert.False(waiter.IsCompleted);
            held.Dispose();
            held = await waiter;
        }

        held.Dispose();
        Assert.Equal(1, pool.Idle);
    }

    [Fact]
    public async Task FullQueueRefuses()
    {
        using var pool = Pool(new() { QueueLimit = 1 });
        var held = await pool.RentAsync(Request(1));
        var waiting = pool.RentAsync(Request(1)).AsTask();

        var error = await Assert.ThrowsAsync<LanePoolBusyException>(() => pool.RentAsync(Request(1)).AsTask());

        Assert.Contains("1 requests wait already", error.Message, StringComparison.Ordinal);
        held.Dispose();
        (await waiting).Dispose();
    }

    [Fact]
    public async Task LongWaitTimesOutAndTheNextIsServed()
    {
        var time = new FakeTimeProvider();
        using var pool = Pool(new() { QueueTimeout = TimeSpan.FromSeconds(5) }, time);
        var held = await pool.RentAsync(Request(1));
        var early = pool.RentAsync(Request(1)).AsTask();
        time.Advance(TimeSpan.FromSeconds(4));
        var late = pool.RentAsync(Request(1)).AsTask();

        time.Advance(TimeSpan.FromSeconds(1));
        var error = await Assert.ThrowsAsync<LanePoolBusyException>(() => early);
        held.Dispose();

        Assert.Contains("within 5 s", error.Message, StringComparison.Ordinal);
        (await late).Dispose();
    }

    [Fact]
    public async Task CancelledWaiterLeavesTheQueue()
    {
        using var pool = Pool(new());
        using var source = new CancellationTokenSource();
        var held = await pool.RentAsync(Request(1));
        var cancelled = pool.RentAsync(Request(1), source.Token).AsTask();
        var next = pool.RentAsync(Request(1)).AsTask();

        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);

        Assert.Equal(1, pool.Waiting);
        held.Dispose();
        (await next).Dispose();
    }

    [Fact]
    public async Task LeaseReturnsItsLaneOnce()
    {
        using var pool = Pool(new());
        var first = await pool.RentAsync(Request(1));
        first.Dispose();
        using var second = await pool.RentAsync(Request(1));

        first.Dispose();

        Assert.Equal(0, pool.Idle);
        Assert.Throws<ObjectDisposedException>(() => first.Lane);
    }

    [Fact]
    public async Task AbandonedLeaseFreesItsLane()
    {
        using var pool = Pool(new());
        await AbandonAsync(pool);

        for (var i = 0; i < 10 && pool.Idle == 0; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.Equal(1, pool.Idle);

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static async Task AbandonAsync(LanePool pool)
        {
            await pool.RentAsync(Request(1));
            await Task.Yield();
        }
    }

    [Fact]
    public async Task ClosedPoolFailsWaitersAndClosesLanesAsTheyReturn()
    {
        var pool = Pool(new() { Lanes = 2 });
        var held = await pool.RentAsync(Request(1));
        var other = await pool.RentAsync(Request(1));
        var waiting = pool.RentAsync(Request(1)).AsTask();
        other.Dispose();
        var granted = await waiting;
        var refused = pool.RentAsync(Request(1)).AsTask();

        pool.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => refused);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => pool.RentAsync(Request(1)).AsTask());
        Assert.All(_lanes, lane => Assert.False(lane.IsDisposed));
        held.Dispose();
        granted.Dispose();
        Assert.All(_lanes, lane => Assert.True(lane.IsDisposed));
    }

    [Fact]
    public async Task ImpossibleRequestsAreRefusedAtOnce()
    {
        using var pool = Pool(new() { KeyValueMemoryLimit = 64 });

        await Assert.ThrowsAsync<ArgumentException>(() => pool.RentAsync(new(ReadOnlyMemory<int>.Empty)).AsTask());
        var context = await Assert.ThrowsAsync<ArgumentException>(() => pool.RentAsync(new(new int[1025])).AsTask());
        var memory = await Assert.ThrowsAsync<ArgumentException>(() => pool.RentAsync(Request(1) with { MaxTokens = 100 }).AsTask());

        Assert.Contains("context of 1024", context.Message, StringComparison.Ordinal);
        Assert.Contains("limit for all lanes is 64", memory.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MemoryIsSetAsideBeforeARequestStarts()
    {
        using var pool = Pool(new() { Lanes = 3, KeyValueMemoryLimit = 128 });
        var first = await pool.RentAsync(Request(1) with { MaxTokens = 47 });
        var second = await pool.RentAsync(Request(1) with { MaxTokens = 47 });

        var third = pool.RentAsync(Request(1) with { MaxTokens = 47 }).AsTask();

        Assert.Equal(128, pool.CommittedBytes);
        Assert.False(third.IsCompleted);
        first.Dispose();
        (await third).Dispose();
        second.Dispose();
        Assert.Equal(0, pool.CommittedBytes);
    }

    [Fact]
    public async Task IdleCachesGiveWayToARequest()
    {
        using var pool = Pool(new() { Lanes = 2, KeyValueMemoryLimit = 128 });
        await Serve(pool, OpenModel.Prompt(60, seed: 1));
        var usedFirst = _lanes.Single(lane => lane.Length == 60);
        await Serve(pool, OpenModel.Prompt(40, seed: 2));

        using var lease = await pool.RentAsync(new(OpenModel.Prompt(41, seed: 2)) { MaxTokens = 60 });

        Assert.Equal(40, lease.CachedTokens);
        Assert.Equal(0, usedFirst.AllocatedBytes);
        Assert.InRange(pool.CommittedBytes, 1, 128);
    }

    private static LaneRequest Request(params int[] prompt) => new(prompt);

    private static async Task<int> Serve(LanePool pool, int[] prompt, string? scope = null)
    {
        using var lease = await pool.RentAsync(new(prompt) { Scope = scope, MaxTokens = prompt.Length });
        lease.Lane.Forward(prompt.AsSpan(lease.CachedTokens), 1, CancellationToken.None);
        return lease.CachedTokens;
    }

    private LanePool Pool(LanePoolOptions options, TimeProvider? time = null) => new(
        () =>
        {
            _lanes.Add(new());
            return _lanes[^1];
        },
        options,
        time);
}
