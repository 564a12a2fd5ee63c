using Microsoft.Extensions.AI;
using OptPolicy.Runtime.Tests.Pipeline;
using OptPolicy.Runtime.Tests.Storage;
using static OptPolicy.Runtime.Tests.Caching.Semantic.SemanticDesk;

namespace OptPolicy.Runtime.Tests.Caching.Semantic;

/// <summary>Audits of served hits, and what they do to a scope, through the client.</summary>
public sealed class ScopeBreakerTests
{
    private const double Share = 0.2;
    private const int FalseAuditsThatProve = 3;

    private static readonly SemanticCacheSettings Audited = Learning with { AuditShare = 1 };
    private static readonly ChatOptions Unstored = new ChatOptions().WithCacheControl(new CacheControl(NoStore: true));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static SemanticCacheSettings Learning => Settings with { MostFalseHits = Share, Calibration = SureOf(0.9) };

    [Fact]
    public async Task AuditsThatProveTooManyWrongHitsOpenTheBreakerOfTheirScopeAlone()
    {
        using var desk = Of(Audited, Wrong());
        await OpenAsync(desk, "one");

        var response = await AskAsync(desk, Forgot, "one");

        Assert.Equal("miss", CacheOf(response));
        Assert.Contains("semantic cache: breaker at 0.950", response.GetDecisionTrace()!.Notes);
        Assert.Equal("identical", HitOf(await AskAsync(desk, Reset, "one"))!.Reason);
        await AskAsync(desk, Reset, "two");
        Assert.Equal("near", HitOf(await AskAsync(desk, Forgot, "two"))!.Reason);
    }

    [Fact]
    public async Task OpenBreakerOutlivesTheProcess()
    {
        using var folder = new TemporaryFolder();
        var settings = Audited with { Store = new SemanticStoreInfo("local", folder.File("cache")) };
        using (var first = Of(settings, Wrong()))
            await OpenAsync(first, "one");

        using var second = Of(settings, new FakeModel());

        Assert.Equal("miss", CacheOf(await AskAsync(second, Forgot, "one")));
        Assert.True(await Operations(second).ResetAsync(Desk.Prompt(Reset), new ChatOptions().WithTenant("one"), Token));
        Assert.Equal("near", HitOf(await AskAsync(second, Forgot, "one"))!.Reason);
    }

    [Fact]
    public async Task BreakerClosesOnceWhatItWouldHaveServedIsProvenRightAndTimeHasPassed()
    {
        var needed = (int)FalseHitBound.AuditsNeeded(Share);
        using var desk = Of(Audited with { Ttl = TimeSpan.FromDays(1) }, new FakeModel([Answer.Text("press the blue button"), .. Enumerable.Repeat(Answer.Text("call the red phone"), FalseAuditsThatProve), Answer.Text("press the blue button")]));
        await OpenAsync(desk, "one");
        for (var i = 0; i < 2 * needed; i++)
            Assert.Equal("miss", CacheOf(await AskAsync(desk, Forgot, "one")));

        desk.Clock.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal("miss", CacheOf(await AskAsync(desk, Forgot, "one")));
        desk.Clock.Advance(TimeSpan.FromSeconds(50));
        Assert.Equal("miss", CacheOf(await AskAsync(desk, Forgot, "one")));
        desk.Clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal("miss", CacheOf(await AskAsync(desk, Forgot, "one")));

        Assert.Equal("near", HitOf(await AskAsync(desk, Forgot, "one"))!.Reason);
    }

    [Fact]
    public async Task BreakerStaysOpenWhileWhatItWouldServeIsWrong()
    {
        using var desk = Of(Audited, Wrong());
        await OpenAsync(desk, "one");
        desk.Clock.Advance(TimeSpan.FromMinutes(50));
        for (var i = 0; i < 40; i++)
            Assert.Equal("miss", CacheOf(await AskAsync(desk, Forgot, "one")));
    }

    [Fact]
    public async Task AuditsThatDoNotProveTheShareHalveIt()
    {
        var needed = (int)FalseHitBound.AuditsNeeded(Share);
        using var desk = Of(Audited, new FakeModel([Answer.Text("press the blue button"), .. Enumerable.Range(0, needed).Select(static i => Answer.Text(i % 9 == 8 ? "call the red phone" : "press the blue button"))]));
        await AskAsync(desk, Reset, "one");
        var before = await StatusAsync(desk);

        for (var i = 0; i < needed; i++)
            await AskAsync(desk, Forgot, "one");

        var after = await StatusAsync(desk);
        Assert.Equal((needed, needed / 9, false), (after.Audited, after.False, after.IsOpen));
        Assert.True(after.MostDoubt < before.MostDoubt, $"{after.MostDoubt} is not below {before.MostDoubt}");
    }

    [Fact]
    public async Task AuditsAreThoseThatTheSeedChooses()
    {
        async Task<int> CallsAsync(ulong seed)
        {
            using var desk = Of(Learning with { AuditShare = 0.3, Seed = seed }, new FakeModel());
            for (var i = 0; i < 40; i++)
                await AskAsync(desk, i == 0 ? Reset : Forgot, "one");
            return desk.Models[0].Calls - 1;
        }

        var once = await CallsAsync(7);
        Assert.Equal(once, await CallsAsync(7));
        Assert.InRange(once, 4, 22);
    }

    [Fact]
    public async Task ExploredHitIsAnsweredByAModelAndCountsAsAnAudit()
    {
        using var desk = Of(Learning with { ExploreShare = 1 }, new FakeModel(Answer.Text("press the blue button")));
        await AskAsync(desk, Reset, "one");

        var response = await AskAsync(desk, Forgot, "one");

        Assert.Equal("miss", CacheOf(response));
        Assert.Contains("semantic cache: explored at 0.950", response.GetDecisionTrace()!.Notes);
        var status = await StatusAsync(desk);
        Assert.Equal((1, 0), (status.Audited, status.False));
        Assert.Equal("identical", HitOf(await AskAsync(desk, Reset, "one"))!.Reason);
    }

    private static FakeModel Wrong() => new(Answer.Text("press the blue button"), Answer.Text("call the red phone"));

    private static async Task OpenAsync(Desk desk, string tenant)
    {
        await AskAsync(desk, Reset, tenant);
        for (var i = 0; i < FalseAuditsThatProve; i++)
            Assert.Equal("near", HitOf(await AskAsync(desk, Forgot, tenant))!.Reason);
    }

    // What is asked in other words is not stored: it would be found by its own words the next time.
    private static async Task<ChatResponse> AskAsync(Desk desk, string question, string tenant)
    {
        var options = (question == Reset ? new ChatOptions() : Unstored.Clone()).WithTenant(tenant);
        var response = await desk.AskAsync(question, options, Token);
        await ((PolicyChatClient)desk.Client).IdleAsync();
        return response;
    }

    private static async Task<SemanticScopeStatus> StatusAsync(Desk desk) =>
        (await Operations(desk).ExplainAsync(Desk.Prompt(Forgot), new ChatOptions().WithTenant("one"), Token)).Learning!;
}
