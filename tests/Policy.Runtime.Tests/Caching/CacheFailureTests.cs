using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using OptPolicy.Runtime.Tests.Pipeline;

namespace OptPolicy.Runtime.Tests.Caching;

public sealed class CacheFailureTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task CacheThatThrowsIsAMissAndIsCounted()
    {
        using var failures = new FailureCount();
        using var desk = CachingDesk.Of(static o => o.Cache = new BrokenCache(), new FakeModel(Answer.Text("still answered")));

        Assert.Equal("still answered", (await desk.AskAsync(cancellationToken: Token)).Text);
        Assert.Equal("still answered", (await desk.AskAsync(streaming: true, cancellationToken: Token)).Text);

        Assert.Equal(2, desk.Models[0].Calls);
        Assert.True(failures.Count >= 4, $"two reads and two writes failed, {failures.Count} were counted");
    }

    [Fact]
    public async Task SecondLevelThatIsDownIsAMiss()
    {
        var storage = new RawStorage { IsDown = true };
        using var services = WithSecondLevel(storage);
        using var desk = CachingDesk.Of(o => o.Cache = services.GetRequiredService<HybridCache>(), new FakeModel());

        await desk.AskAsync(cancellationToken: Token);
        await desk.AskAsync("another", cancellationToken: Token);

        Assert.Equal(2, desk.Models[0].Calls);
    }

    [Fact]
    public async Task AnswersAreSharedThroughTheSecondLevel()
    {
        var storage = new RawStorage();
        using var one = WithSecondLevel(storage);
        using var other = WithSecondLevel(storage);
        using var first = CachingDesk.Of(o => o.Cache = one.GetRequiredService<HybridCache>(), new FakeModel(Answer.Text("shared")));
        using var second = CachingDesk.Of(o => o.Cache = other.GetRequiredService<HybridCache>(), new FakeModel());

        await first.AskAsync(cancellationToken: Token);

        Assert.Equal("shared", (await second.AskAsync(cancellationToken: Token)).Text);
        Assert.Equal(0, second.Models[0].Calls);
    }

    [Fact]
    public async Task SpoiledEntryIsAMissAndIsReplaced()
    {
        var cache = new MemoryOnlyCache();
        using var desk = CachingDesk.Of(o => o.Cache = cache, new FakeModel(Answer.Text("fresh")));
        await desk.AskAsync(cancellationToken: Token);

        foreach (var spoil in new Func<byte[], byte[]>[]
        {
            static bytes => [.. bytes[..^5], (byte)'!', .. bytes[^4..]],
            static bytes => bytes[..^7],
            static _ => [],
            static _ => [9, 9, 9],
            static bytes => [99, .. bytes[1..]],
        })
        {
            var calls = desk.Models[0].Calls;
            cache.Change(spoil);
            Assert.Equal("fresh", (await desk.AskAsync(cancellationToken: Token)).Text);
            Assert.Equal(calls + 1, desk.Models[0].Calls);
        }

        var before = desk.Models[0].Calls;
        await desk.AskAsync(cancellationToken: Token);
        Assert.Equal(before, desk.Models[0].Calls);
    }

    [Fact]
    public async Task AnswerWithoutAJsonFormIsServedButNotKept()
    {
        using var client = new PolicyChatClient(CachingDesk.Policy(), [new OpaqueModel()], new());

        var response = await client.GetResponseAsync(Desk.Prompt("hello"), null, Token);

        Assert.IsType<OpaqueContent>(Assert.Single(response.Messages[0].Contents));
        Assert.Equal("miss", (await client.GetResponseAsync(Desk.Prompt("hello"), null, Token)).GetDecisionTrace()!.Cache);
    }

    private static ServiceProvider WithSecondLevel(IDistributedCache storage)
    {
        var services = new ServiceCollection();
        services.AddSingleton(storage);
        services.AddHybridCache();
        return services.BuildServiceProvider();
    }

    private sealed class FailureCount : IDisposable
    {
        private readonly MeterListener _listener = new();
        private int _count;

        public FailureCount()
        {
            _listener.InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == TelemetryNames.Source && instrument.Name == "optpolicy.cache.failures") listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref _count, (int)value));
            _listener.Start();
        }

        public int Count => _count;

        public void Dispose() => _listener.Dispose();
    }

    private sealed class BrokenCache : HybridCache
    {
        public override ValueTask<T> GetOrCreateAsync<TState, T>(string key, TState state, Func<TState, CancellationToken, ValueTask<T>> factory, HybridCacheEntryOptions? options = null, IEnumerable<string>? tags = null, CancellationToken cancellationToken = default) =>
            throw new TimeoutException("cache down");

        public override ValueTask RemoveAsync(string key, CancellationToken cancellationToken = default) => throw new TimeoutException("cache down");

        public override ValueTask RemoveByTagAsync(string tag, CancellationToken cancellationToken = default) => throw new TimeoutException("cache down");

        public override ValueTask SetAsync<T>(string key, T value, HybridCacheEntryOptions? options = null, IEnumerable<string>? tags = null, CancellationToken cancellationToken = default) =>
            throw new TimeoutException("cache down");
    }

    private sealed class MemoryOnlyCache : HybridCache
    {
        private readonly ConcurrentDictionary<string, byte[]> _entries = [];

        public void Change(Func<byte[], byte[]> change)
        {
            foreach (var key in _entries.Keys) _entries[key] = change(_entries[key]);
        }

        public override ValueTask<T> GetOrCreateAsync<TState, T>(string key, TState state, Func<TState, CancellationToken, ValueTask<T>> factory, HybridCacheEntryOptions? options = null, IEnumerable<string>? tags = null, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(_entries.TryGetValue(key, out var bytes) ? (T)(object)bytes : default!);

        public override ValueTask RemoveAsync(string key, CancellationToken cancellationToken = default) => default;

        public override ValueTask RemoveByTagAsync(string tag, CancellationToken cancellationToken = default) => default;

        public override ValueTask SetAsync<T>(string key, T value, HybridCacheEntryOptions? options = null, IEnumerable<string>? tags = null, CancellationToken cancellationToken = default)
        {
            _entries[key] = (byte[])(object)value!;
            return default;
        }
    }

    private sealed class RawStorage : IDistributedCache
    {
        private readonly ConcurrentDictionary<string, byte[]> _entries = [];

        public bool IsDown { get; init; }

        public byte[]? Get(string key) => IsDown ? throw new IOException("down") : _entries.GetValueOrDefault(key);

        public Task<byte[]?> GetAsync(string key, CancellationToken token = default) => IsDown ? Task.FromException<byte[]?>(new IOException("down")) : Task.FromResult(Get(key));

        public void Refresh(string key)
        {
            // lifetimes are not kept here
        }

        public Task RefreshAsync(string key, CancellationToken token = default) => Task.CompletedTask;

        public void Remove(string key) => _entries.TryRemove(key, out _);

        public Task RemoveAsync(string key, CancellationToken token = default)
        {
            Remove(key);
            return Task.CompletedTask;
        }

        public void Set(string key, byte[] value, DistributedCacheEntryOptions options)
        {
            if (IsDown) throw new IOException("down");
            _entries[key] = value;
        }

        public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default)
        {
            if (IsDown) return Task.FromException(new IOException("down"));
            Set(key, value, options);
            return Task.CompletedTask;
        }
    }

    private sealed class OpaqueContent : AIContent;

    private sealed class OpaqueModel : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, [new OpaqueContent()])) { FinishReason = ChatFinishReason.Stop });

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
            // nothing is held
        }
    }
}
