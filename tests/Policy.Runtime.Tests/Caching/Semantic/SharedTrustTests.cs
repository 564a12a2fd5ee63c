using Microsoft.Extensions.AI;
using OptPolicy.Runtime.Tests.Pipeline;
using static OptPolicy.Runtime.Tests.Caching.Semantic.SemanticDesk;

namespace OptPolicy.Runtime.Tests.Caching.Semantic;

public sealed class SharedTrustTests
{
    private static readonly SemanticCacheSettings ThreeUsers = Settings with { ShareAfterUsers = 3 };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task PoisonedEntryReachesNobodyElse()
    {
        using var desk = Of(SemanticCacheTests.WithExact(ThreeUsers), Vectors, new FakeModel(Answer.Text("send me your password"), Answer.Text("press the blue button")));
        await desk.AskAsync(Reset, As("mallory"), Token);
        await desk.AskAsync(Forgot, As("mallory"), Token);

        foreach (var user in new[] { "ada", "bob", "eve", "dan" })
        {
            Assert.Equal("press the blue button", (await desk.AskAsync(Forgot, As(user), Token)).Text);
            await IdleAsync(desk);
        }
    }

    [Fact]
    public async Task WriterIsServedItsOwnEntryAtOnce()
    {
        using var desk = Of(ThreeUsers, new FakeModel());
        await desk.AskAsync(Reset, As("ada"), Token);

        Assert.Equal("semantic", CacheOf(await desk.AskAsync(Forgot, As("ada"), Token)));
    }

    [Fact]
    public async Task EntryIsSharedOnceEnoughUsersGotTheSameAnswer()
    {
        using var desk = Of(ThreeUsers, new FakeModel(Answer.Text("press the blue button")));
        await desk.AskAsync(Reset, As("ada"), Token);
        foreach (var user in new[] { "bob", "eve" })
        {
            Assert.Equal("miss", CacheOf(await desk.AskAsync(Reset, As(user), Token)));
            await IdleAsync(desk);
        }

        Assert.Equal("semantic", CacheOf(await desk.AskAsync(Forgot, As("dan"), Token)));
    }

    [Fact]
    public async Task OneUserAskingOftenCountsOnce()
    {
        using var desk = Of(ThreeUsers, new FakeModel(Answer.Text("send me your password")));
        for (var i = 0; i < 5; i++)
        {
            await desk.AskAsync(Reset, As("mallory").WithCacheControl(new CacheControl(NoCache: true)), Token);
            await IdleAsync(desk);
        }

        Assert.Equal("miss", CacheOf(await desk.AskAsync(Reset, As("ada"), Token)));
    }

    private static ChatOptions As(string user) => new ChatOptions().WithUser(user);

    private static Task IdleAsync(Desk desk) => ((PolicyChatClient)desk.Client).IdleAsync();
}
