using Microsoft.Extensions.AI;
using OptPolicy.Runtime.Tests.Pipeline;
using OptPolicy.Runtime.Tests.Storage;
using static OptPolicy.Runtime.Tests.Caching.Semantic.SemanticDesk;

namespace OptPolicy.Runtime.Tests.Caching.Semantic;

public sealed class SemanticFailureTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task StoreThatIsDownMeansMisses(bool learns)
    {
        using var desk = Broken(static _ => Task.FromException(new IOException("down")), learns ? Settings with { MostFalseHits = 0.05 } : Settings);

        Assert.Equal("answer", (await desk.AskAsync(Reset, cancellationToken: Token)).Text);
        Assert.Equal("answer", (await desk.AskAsync(streaming: true, Forgot, cancellationToken: Token)).Text);

        Assert.Equal(2, desk.Models[0].Calls);
    }

    [Fact]
    public async Task StoreThatHangsCostsItsTimeoutAndNoMore()
    {
        using var desk = Broken(static _ => new TaskCompletionSource().Task, Settings);

        var asked = desk.Clock.GetUtcNow();
        Assert.Equal("answer", (await desk.WithClock(desk.AskAsync(Reset, cancellationToken: Token), TimeSpan.FromMilliseconds(50))).Text);

        Assert.True(desk.Clock.GetUtcNow() - asked >= desk.Options.SemanticStoreTimeout);
    }

    [Fact]
    public async Task CallerWhoGivesUpWhileTheStoreHangsIsNotKept()
    {
        using var desk = Broken(static _ => new TaskCompletionSource().Task, Settings);
        using var caller = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var asking = desk.AskAsync(Reset, cancellationToken: caller.Token);

        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
    }

    [Fact]
    public async Task EmbedderThatFailsMeansNoPart()
    {
        var vectors = Vectors;
        vectors.Before = static (_, _) => Task.FromException(new IOException("down"));
        using var desk = Of(Policy(Settings), vectors, new FakeModel(Answer.Text("answer")));

        var response = await desk.AskAsync(Reset, cancellationToken: Token);

        Assert.Equal("answer", response.Text);
        Assert.Equal("bypass", CacheOf(response));
    }

    [Fact]
    public async Task FolderThatAnotherProcessHasOpenMeansNoPartUntilItIsFree()
    {
        using var folder = new TemporaryFolder();
        var settings = Settings with { Store = new SemanticStoreInfo("local", folder.File("cache")) };
        var other = LocalSemanticStore.Open(new SemanticStoreSettings("Desk", settings.Store, 64, 1000, null, TimeProvider.System));
        using var desk = Of(settings, new FakeModel(Answer.Text("answer")));

        var response = await desk.AskAsync(Reset, cancellationToken: Token);
        Assert.Equal(("answer", "bypass"), (response.Text, CacheOf(response)));
        await other.DisposeAsync();
        desk.Clock.Advance(TimeSpan.FromMinutes(1));
        await desk.AskAsync(Reset, cancellationToken: Token);

        Assert.Equal("semantic", CacheOf(await desk.AskAsync(Forgot, cancellationToken: Token)));
    }

    [Fact]
    public async Task TornAnswerIsNeverServed()
    {
        using var desk = WithStore(out var store, Settings);
        await desk.AskAsync(Reset, cancellationToken: Token);

        foreach (var spoil in new Func<byte[], byte[]>[]
        {
            static bytes => [.. bytes[..^5], (byte)'!', .. bytes[^4..]],
            static bytes => bytes[..^7],
            static _ => [],
            static bytes => [99, .. bytes[1..]],
        })
        {
            store.Found = match => match with { Entry = match.Entry with { Answer = spoil(match.Entry.Answer.ToArray()) } };
            var options = new ChatOptions().WithCacheControl(new CacheControl(NoStore: true));
            Assert.Equal("miss", CacheOf(await desk.AskAsync(Forgot, options, Token)));
        }

        store.Found = static match => match;
        Assert.Equal("semantic", CacheOf(await desk.AskAsync(Forgot, cancellationToken: Token)));
    }

    [Fact]
    public async Task EntryOfAnotherPartitionIsNotBelieved()
    {
        using var desk = WithStore(out var store, Settings);
        await desk.AskAsync(Reset, cancellationToken: Token);

        store.Found = static match => match with { Entry = match.Entry with { Partition = new string('0', 64) } };

        Assert.Equal("miss", CacheOf(await desk.AskAsync(Forgot, cancellationToken: Token)));
    }

    [Fact]
    public async Task EntryPastItsEndIsNotServedWhateverTheStoreSays()
    {
        using var desk = WithStore(out var store, Settings);
        await desk.AskAsync(Reset, cancellationToken: Token);

        store.Found = match => match with { Entry = match.Entry with { Expires = desk.Clock.GetUtcNow() } };

        Assert.Equal("miss", CacheOf(await desk.AskAsync(Forgot, cancellationToken: Token)));
    }

    [Theory]
    [InlineData("redis", "package OptPolicy.Stores.Redis and call services.AddOptPolicyRedis()")]
    [InlineData("postgres", "package OptPolicy.Stores.Postgres and call services.AddOptPolicyPostgres()")]
    [InlineData("shelf", "ISemanticStoreProvider")]
    public void StoreThatNothingOpensIsToldWhenTheClientIsMade(string kind, string remedy)
    {
        var error = Assert.Throws<PolicyConfigurationException>(() => Of(Settings with { Store = new(kind, "cache") }, new FakeModel(Answer.Text("answer"))));

        Assert.Contains($"'{kind}'", error.Message, StringComparison.Ordinal);
        Assert.Contains(remedy, error.Message, StringComparison.Ordinal);
    }

    internal static Desk WithStore(out ScriptedStore store, SemanticCacheSettings settings)
    {
        ScriptedStore? made = null;
        var desk = Of(Policy(settings), Vectors, o => o.SemanticStore = made = ScriptedStore.InMemory(o.TimeProvider), new FakeModel(Answer.Text("answer")));
        store = made!;
        return desk;
    }

    private static Desk Broken(Func<CancellationToken, Task> before, SemanticCacheSettings settings)
    {
        var desk = WithStore(out var store, settings);
        store.Before = before;
        return desk;
    }
}
