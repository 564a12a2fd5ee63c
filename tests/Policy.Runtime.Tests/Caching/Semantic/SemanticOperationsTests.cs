using Microsoft.Extensions.AI;
using OptPolicy.Runtime.Tests.Pipeline;
using static OptPolicy.Runtime.Tests.Caching.Semantic.SemanticDesk;

namespace OptPolicy.Runtime.Tests.Caching.Semantic;

public sealed class SemanticOperationsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ForgottenHitIsGoneFromBothCaches()
    {
        using var desk = Of(SemanticCacheTests.WithExact(Settings), Vectors, new FakeModel(Answer.Text("wrong"), Answer.Text("right")));
        await desk.AskAsync(Reset, cancellationToken: Token);
        var hit = HitOf(await desk.AskAsync(Forgot, cancellationToken: Token))!;
        Assert.Equal("hit", CacheOf(await desk.AskAsync(Forgot, cancellationToken: Token)));

        Assert.True(await Operations(desk).ForgetAsync(hit, Token));

        Assert.Equal("right", (await desk.AskAsync(Forgot, cancellationToken: Token)).Text);
        Assert.Equal("right", (await desk.AskAsync(Reset, cancellationToken: Token)).Text);
        Assert.False(await Operations(desk).ForgetAsync(hit, Token));
    }

    [Theory]
    [InlineData("one", null, null, true)]
    [InlineData("two", null, null, false)]
    [InlineData(null, "a", null, true)]
    [InlineData(null, "b", null, false)]
    [InlineData(null, null, "faq", true)]
    [InlineData(null, null, "legal", false)]
    [InlineData("one", "a", "faq", true)]
    [InlineData(null, null, null, true)]
    public async Task PurgeTakesWhatItNamesFromBothCaches(string? tenant, string? model, string? tag, bool takes)
    {
        using var desk = Of(SemanticCacheTests.WithExact(Settings with { Tags = ["faq"] }), Vectors, new FakeModel());
        var options = new ChatOptions().WithTenant("one");
        await desk.AskAsync(Reset, options, Token);

        await Operations(desk).PurgeAsync(tenant, model, tag, Token);

        Assert.Equal(takes ? "miss" : "hit", CacheOf(await desk.AskAsync(Reset, options, Token)));
        Assert.Equal(takes ? 2 : 1, desk.Models[0].Calls);
    }

    [Fact]
    public async Task EntryWrittenAfterAPurgeStays()
    {
        using var desk = Of(new FakeModel());
        await desk.AskAsync(Reset, cancellationToken: Token);
        await Operations(desk).PurgeAsync(cancellationToken: Token);
        await desk.AskAsync(Reset, cancellationToken: Token);

        Assert.Equal("semantic", CacheOf(await desk.AskAsync(Forgot, cancellationToken: Token)));
    }

    [Fact]
    public async Task ExplanationShowsEveryGuardAndChangesNothing()
    {
        using var desk = Of(new FakeModel());
        await desk.AskAsync(Reset, cancellationToken: Token);

        var explained = await Operations(desk).ExplainAsync(Desk.Prompt(Negated), cancellationToken: Token);

        Assert.Null(explained.Skipped);
        Assert.Equal(0.9, explained.Floor);
        var near = Assert.Single(explained.Candidates);
        Assert.Equal(("miss", "guard:negation"), (near.Action, near.Reason));
        Assert.Equal(0.99, near.Similarity, 3);
        Assert.Contains(near.Differences, d => d is { Guard: GuardKinds.Negation, IsDoubt: false });
        Assert.Equal(1, desk.Models[0].Calls);
        Assert.Single(desk.Ledger.Entries);
    }

    [Fact]
    public async Task ExplanationAgreesWithWhatIsServed()
    {
        using var desk = Of(new FakeModel());
        await desk.AskAsync(Reset, cancellationToken: Token);

        var explained = await Operations(desk).ExplainAsync(Desk.Prompt(Forgot), cancellationToken: Token);
        var hit = HitOf(await desk.AskAsync(Forgot, cancellationToken: Token))!;

        var near = Assert.Single(explained.Candidates);
        Assert.Equal(("serve", hit.Reason, hit.EntryId, hit.Similarity), (near.Action, near.Reason, near.EntryId, near.Similarity));
        Assert.Equal(hit.Partition, explained.Partition);
    }

    [Fact]
    public async Task SkippedRequestSaysWhy()
    {
        using var desk = Of(new FakeModel());

        var explained = await Operations(desk).ExplainAsync([new ChatMessage(ChatRole.Assistant, "hello")], cancellationToken: Token);

        Assert.Equal("the last message is not the user's", explained.Skipped);
        Assert.Empty(explained.Candidates);
    }

    [Fact]
    public void PolicyWithoutASemanticCacheHasNoOperations()
    {
        using var desk = CachingDesk.Of(new FakeModel());

        Assert.Null(desk.Client.GetService<SemanticCacheOperations>());
    }

    [Fact]
    public async Task StoreThatIsDownFailsThePurge()
    {
        using var desk = SemanticFailureTests.WithStore(out var store, Settings);
        store.Before = static _ => Task.FromException(new IOException("down"));

        await Assert.ThrowsAsync<IOException>(() => Operations(desk).PurgeAsync(cancellationToken: Token).AsTask());
    }
}
