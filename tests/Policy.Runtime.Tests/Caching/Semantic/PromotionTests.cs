using Microsoft.Extensions.AI;
using OptPolicy.Runtime.Tests.Pipeline;
using static OptPolicy.Runtime.Tests.Caching.Semantic.SemanticDesk;

namespace OptPolicy.Runtime.Tests.Caching.Semantic;

public sealed class PromotionTests
{
    /// <summary>At cosine 0.85, below the threshold.</summary>
    private const string Far = "How do I reset my password?";

    /// <summary>At cosine 0.85 of <see cref="Far"/> and far from the first.</summary>
    private const string Farther = "How might I reset my password?";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task NearMissThatTheJudgeFindsTheSameGetsTheStoredAnswerNextTime()
    {
        using var desk = Judged(Answer.Text("yes"));
        await desk.AskAsync(Reset, cancellationToken: Token);

        Assert.Equal("answer two", (await AskAsync(desk, Far)).Text);
        var next = await AskAsync(desk, Far);

        Assert.Equal(("answer one", "identical"), (next.Text, HitOf(next)!.Reason));
        Assert.Equal(1, desk.Models[1].Calls);
        Assert.Single(desk.Ledger.Entries, static e => e.Trace is { Cache: "audit", Cost: 0.0003m } && e.Trace.Attempts[0].Reason is "verify");
    }

    [Theory]
    [InlineData("no")]
    [InlineData("")]
    public async Task NearMissThatTheJudgeDoesNotConfirmKeepsItsOwnAnswer(string verdict)
    {
        using var desk = Judged(Answer.Text(verdict));
        await desk.AskAsync(Reset, cancellationToken: Token);
        await AskAsync(desk, Far);

        Assert.Equal("answer two", (await AskAsync(desk, Far)).Text);
    }

    [Fact]
    public async Task CallerDoesNotWaitForTheJudge()
    {
        var thinking = new TaskCompletionSource();
        using var desk = Judged(Answer.After(thinking.Task, "yes"));
        await desk.AskAsync(Reset, cancellationToken: Token);

        Assert.Equal("answer two", (await desk.AskAsync(Far, cancellationToken: Token)).Text);
        Assert.Equal("answer two", (await desk.AskAsync(Far, cancellationToken: Token)).Text);
        thinking.SetResult();
        await IdleAsync(desk);

        Assert.Equal("answer one", (await desk.AskAsync(Far, cancellationToken: Token)).Text);
    }

    [Fact]
    public async Task PromotedAnswerDiesWithItsOrigin()
    {
        using var desk = Judged(Answer.Text("yes"));
        await desk.AskAsync(Reset, cancellationToken: Token);
        desk.Clock.Advance(TimeSpan.FromMinutes(50));
        await AskAsync(desk, Far);
        Assert.Equal(TimeSpan.FromMinutes(50), HitOf(await AskAsync(desk, Far))!.Age);

        desk.Clock.Advance(TimeSpan.FromMinutes(11));

        Assert.Equal("miss", CacheOf(await AskAsync(desk, Far)));
    }

    [Fact]
    public async Task ForgettingAnEntryForgetsWhatItWasPromotedTo()
    {
        using var desk = Judged(Answer.Text("yes"));
        await desk.AskAsync(Reset, cancellationToken: Token);
        var hit = HitOf(await AskAsync(desk, Reset))!;
        await AskAsync(desk, Far);

        await Operations(desk).ForgetAsync(hit, Token);

        Assert.Equal("miss", CacheOf(await AskAsync(desk, Far)));
    }

    [Fact]
    public async Task AnswerThatWasPurgedWhileTheJudgeThoughtDoesNotComeBack()
    {
        var thinking = new TaskCompletionSource();
        using var desk = Judged(Answer.After(thinking.Task, "yes"));
        await desk.AskAsync(Reset, cancellationToken: Token);
        await desk.AskAsync(Far, cancellationToken: Token);

        await Operations(desk).PurgeAsync(cancellationToken: Token);
        thinking.SetResult();
        await IdleAsync(desk);

        Assert.Equal("answer three", (await AskAsync(desk, Far)).Text);
    }

    [Fact]
    public async Task PromotedAnswerIsPromotedNoFurther()
    {
        using var desk = Judged(Answer.Text("yes"));
        await desk.AskAsync(Reset, cancellationToken: Token);
        await AskAsync(desk, Far);

        await AskAsync(desk, Farther);

        Assert.Equal(1, desk.Models[1].Calls);
        Assert.Equal("answer three", (await AskAsync(desk, Farther)).Text);
    }

    [Theory]
    [InlineData(Negated, false)]
    [InlineData(Far, true)]
    public async Task WhatAGuardTellsApartOrARequestKeepsToItselfIsNotJudged(string question, bool keepsToItself)
    {
        using var desk = Judged(Answer.Text("yes"));
        await desk.AskAsync(Reset, cancellationToken: Token);

        await AskAsync(desk, question, keepsToItself ? new ChatOptions().WithCacheControl(new CacheControl(NoStore: true)) : null);

        Assert.Equal(0, desk.Models[1].Calls);
    }

    [Fact]
    public async Task AnswerOfOneUserIsNotPromotedToAnotherBeforeItIsTrusted()
    {
        using var desk = Judged(Answer.Text("yes"), settings => settings with { ShareAfterUsers = 2 });
        await AskAsync(desk, Reset, new ChatOptions().WithUser("mallory"));
        await AskAsync(desk, Far, new ChatOptions().WithUser("ada"));

        Assert.Equal("answer two", (await AskAsync(desk, Far, new ChatOptions().WithUser("ada"))).Text);
        Assert.Equal(0, desk.Models[1].Calls);
    }

    private static Desk Judged(Answer verdict, Func<SemanticCacheSettings, SemanticCacheSettings>? change = null)
    {
        var settings = Settings with { Verifier = new VerifierInfo("judge", 1, null), PromoteFrom = 0.8 };
        var policy = new HandPolicy
        {
            ModelTable = [HandPolicy.Model(0, "a"), HandPolicy.Model(1, "judge")],
            EmbedderTable = [new EmbedderInfo("planted", EmbedderSource.Client, null)],
            SemanticCacheValue = change?.Invoke(settings) ?? settings,
        };
        var vectors = new PlantedVectors().Near(Negated, Reset, 0.99).Near(Reset, Far, 0.85).Near(Farther, Far, 0.85);
        return Of(policy, vectors, new FakeModel(Answer.Text("answer one"), Answer.Text("answer two"), Answer.Text("answer three")), new FakeModel(verdict));
    }

    private static async Task<ChatResponse> AskAsync(Desk desk, string question, ChatOptions? options = null)
    {
        var response = await desk.AskAsync(question, options, Token);
        await IdleAsync(desk);
        return response;
    }

    private static Task IdleAsync(Desk desk) => ((PolicyChatClient)desk.Client).IdleAsync();
}
