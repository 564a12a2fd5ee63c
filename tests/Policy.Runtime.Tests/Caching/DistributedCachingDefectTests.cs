using Microsoft.Extensions.AI;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;
using OptPolicy.Runtime.Tests.Pipeline;

namespace OptPolicy.Runtime.Tests.Caching;

/// <summary>
/// Six defects of <see cref="DistributedCachingChatClient"/>. Each test first shows the defect there, so that a version that
/// mends one is noticed, and then that it is not ours.
/// </summary>
public sealed class DistributedCachingDefectTests
{
    private static readonly AITool Weather = AIFunctionFactory.Create(static (string city) => city, "weather");
    private static readonly AITool Stocks = AIFunctionFactory.Create(static (string symbol) => symbol, "stocks");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AnswerMadeWithOneToolIsNotReplayedForAnother()
    {
        async Task Ask(IChatClient client)
        {
            await client.GetResponseAsync(Desk.Prompt("hello"), new() { Tools = [Weather] }, Token);
            await client.GetResponseAsync(Desk.Prompt("hello"), new() { Tools = [Stocks] }, Token);
            await client.GetResponseAsync(Desk.Prompt("hello"), new(), Token);
        }

        Assert.Equal((1, 3), await CallsAsync(Ask, Answer.Text("ok")));
    }

    [Fact]
    public async Task TruncatedAnswerIsNotReplayed()
    {
        async Task Ask(IChatClient client)
        {
            await client.GetResponseAsync(Desk.Prompt("hello"), null, Token);
            await client.GetResponseAsync(Desk.Prompt("hello"), null, Token);
        }

        Assert.Equal((1, 2), await CallsAsync(Ask, new Answer { Words = "half an", Finish = ChatFinishReason.Length }));
    }

    [Fact]
    public async Task ConcurrentIdenticalMissesMakeOneCall()
    {
        var theirGate = new TaskCompletionSource();
        var their = new FakeModel(Answer.After(theirGate.Task));
        using var theirs = Theirs(their);
        var theirCalls = Enumerable.Range(0, 10).Select(_ => theirs.GetResponseAsync(Desk.Prompt("hello"), null, Token)).ToArray();
        theirGate.SetResult();
        await Task.WhenAll(theirCalls);

        var ourGate = new TaskCompletionSource();
        var our = new FakeModel(Answer.After(ourGate.Task));
        using var ours = Ours(our);
        var ourCalls = Enumerable.Range(0, 10).Select(_ => ours.GetResponseAsync(Desk.Prompt("hello"), null, Token)).ToArray();
        ourGate.SetResult();
        await Task.WhenAll(ourCalls);

        Assert.Equal((10, 1), (their.Calls, our.Calls));
    }

    [Fact]
    public async Task StreamedAndOtherRequestsShareAnAnswer()
    {
        async Task Ask(IChatClient client)
        {
            await client.GetResponseAsync(Desk.Prompt("hello"), null, Token);
            await client.GetStreamingResponseAsync(Desk.Prompt("hello"), null, Token).ToChatResponseAsync(Token);
        }

        Assert.Equal((2, 1), await CallsAsync(Ask, Answer.Text("ok")));
    }

    [Fact]
    public async Task IdentifiersAndTimestampsOfMessagesDoNotCauseMisses()
    {
        async Task Ask(IChatClient client)
        {
            await client.GetResponseAsync([new(ChatRole.User, "hello") { MessageId = "1", CreatedAt = DateTimeOffset.UnixEpoch }], null, Token);
            await client.GetResponseAsync([new(ChatRole.User, "hello") { MessageId = "2", CreatedAt = DateTimeOffset.UnixEpoch.AddDays(1) }], null, Token);
        }

        Assert.Equal((2, 1), await CallsAsync(Ask, Answer.Text("ok")));
    }

    [Fact]
    public async Task AnswersHaveALifetime()
    {
        var storage = new OptionsKeepingCache();
        using var theirs = new DistributedCachingChatClient(new FakeModel(), storage);
        await theirs.GetResponseAsync(Desk.Prompt("hello"), null, Token);
        Assert.Equal((null, null, null), (storage.Last!.AbsoluteExpiration, storage.Last.AbsoluteExpirationRelativeToNow, storage.Last.SlidingExpiration));

        using var desk = CachingDesk.Of(new FakeModel());
        await desk.AskAsync(cancellationToken: Token);
        desk.Clock.Advance(TimeSpan.FromHours(1));
        await desk.AskAsync(cancellationToken: Token);
        Assert.Equal(2, desk.Models[0].Calls);
    }

    private static async Task<(int Theirs, int Ours)> CallsAsync(Func<IChatClient, Task> ask, Answer answer)
    {
        var their = new FakeModel(answer);
        using (var client = Theirs(their)) await ask(client);
        var our = new FakeModel(answer);
        using (var client = Ours(our)) await ask(client);
        return (their.Calls, our.Calls);
    }

    private static DistributedCachingChatClient Theirs(FakeModel model) => new(model, new MemoryDistributedCache(Options.Create(new MemoryDistributedCacheOptions())));

    private static IChatClient Ours(FakeModel model) => new PolicyChatClient(CachingDesk.Policy(), [model], new());

    private sealed class OptionsKeepingCache : IDistributedCache
    {
        public DistributedCacheEntryOptions? Last { get; private set; }

        public byte[]? Get(string key) => null;

        public Task<byte[]?> GetAsync(string key, CancellationToken token = default) => Task.FromResult<byte[]?>(null);

        public void Refresh(string key)
        {
            // nothing is kept
        }

        public Task RefreshAsync(string key, CancellationToken token = default) => Task.CompletedTask;

        public void Remove(string key)
        {
            // nothing is kept
        }

        public Task RemoveAsync(string key, CancellationToken token = default) => Task.CompletedTask;

        public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => Last = options;

        public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default)
        {
            Last = options;
            return Task.CompletedTask;
        }
    }
}
