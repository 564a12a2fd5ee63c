using Microsoft.Extensions.AI;
using OptPolicy.Reporting;
using OptPolicy.Runtime.Tests.Pipeline;
using static OptPolicy.Runtime.Tests.Caching.Semantic.SemanticDesk;

namespace OptPolicy.Runtime.Tests.Caching.Semantic;

public sealed class JudgeMoneyTests
{
    private const decimal Call = 0.0003m;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task JudgeIsPaidByTheRequestAndLessensWhatItsHitSaves()
    {
        using var desk = Judged(Answer.Text("yes"));
        await desk.AskAsync(Reset, cancellationToken: Token);

        var response = await desk.AskAsync(Forgot, cancellationToken: Token);

        var trace = response.GetDecisionTrace()!;
        Assert.Equal(("semantic", Call, Call), (trace.Cache, trace.Cost, trace.BaselineCost));
        var attempt = Assert.Single(trace.Attempts);
        Assert.Equal(("judge", "verify", OutcomeClass.Ok), (attempt.Model, attempt.Reason, attempt.Outcome));
        Assert.Equal(0, HitOf(response)!.Saved);
    }

    [Fact]
    public async Task CheckInVainIsNotPartOfWhatTheAnswerCost()
    {
        using var desk = Judged(Answer.Text("no"));
        await desk.AskAsync(Reset, cancellationToken: Token);

        var missed = await desk.AskAsync(Forgot, cancellationToken: Token);
        var again = await desk.AskAsync(Forgot, cancellationToken: Token);

        Assert.Equal(2 * Call, missed.GetDecisionTrace()!.Cost);
        Assert.Equal(("identical", Call), (HitOf(again)!.Reason, HitOf(again)!.Saved));
    }

    [Fact]
    public async Task JudgeThatTheBudgetDoesNotCoverIsNotAskedAndNothingIsServed()
    {
        using var desk = Judged(Answer.Text("yes"), limit: 0.000001m, model: HandPolicy.FreeModel(0, "a"));
        await desk.AskAsync(Reset, cancellationToken: Token);

        var response = await desk.AskAsync(Forgot, cancellationToken: Token);

        Assert.Equal("miss", CacheOf(response));
        Assert.Equal(0, desk.Models[1].Calls);
        Assert.Contains(response.GetDecisionTrace()!.Attempts, static a => a is { Reason: "verify", Outcome: OutcomeClass.BudgetDenied });
    }

    [Fact]
    public async Task JudgeThatFailsIsSettledAtItsWorst()
    {
        using var desk = Judged(Answer.Throws(new IOException("reset")), limit: 1);
        await desk.AskAsync(Reset, cancellationToken: Token);

        var trace = (await desk.AskAsync(Forgot, cancellationToken: Token)).GetDecisionTrace()!;

        var verify = Assert.Single(trace.Attempts, static a => a.Reason is "verify");
        Assert.True(verify.Reserved > 0);
        Assert.Equal(verify.Reserved, verify.Settled);
        Assert.Equal("miss", trace.Cache);
    }

    [Fact]
    public async Task AuditIsChargedToTheTenantAndCountsAgainstWhatWasSaved()
    {
        using var desk = Of(Policy(Settings with { AuditShare = 1 }), Vectors, new FakeModel());
        var options = new ChatOptions().WithTenant("one");
        await desk.AskAsync(Reset, options, Token);
        await desk.AskAsync(Forgot, options, Token);
        await ((PolicyChatClient)desk.Client).IdleAsync();

        var audit = Assert.Single(desk.Ledger.Entries, static e => e.Trace.Cache is "audit");
        Assert.Equal(("one", Call, 0m), (audit.Tenant, audit.Trace.Cost, audit.Trace.BaselineCost));
        var report = SavingsReport.From(desk.Ledger.Entries);
        Assert.Equal((2, 2 * Call, 2 * Call), (report.Total.Requests, report.Total.Paid, report.Total.Baseline));
        Assert.Equal(0, report.Failed);
    }

    [Fact]
    public async Task AuditThatTheBudgetDoesNotCoverIsNotMade()
    {
        var policy = new HandPolicy
        {
            ModelTable = [HandPolicy.Model(0, "a")],
            EmbedderTable = [new EmbedderInfo("planted", EmbedderSource.Client, null)],
            SemanticCacheValue = Settings with { AuditShare = 1 },
            BudgetTable = [Total(0.0042m)],
        };
        using var desk = Of(policy, Vectors, new FakeModel());
        await desk.AskAsync(Reset, cancellationToken: Token);

        Assert.Equal("semantic", CacheOf(await desk.AskAsync(Forgot, cancellationToken: Token)));
        await ((PolicyChatClient)desk.Client).IdleAsync();

        Assert.Equal(1, desk.Models[0].Calls);
        Assert.Contains(desk.Ledger.Entries, static e => e.Trace is { Cache: "audit", Outcome: OutcomeClass.BudgetDenied, Cost: 0 });
        Assert.Equal(0, SavingsReport.From(desk.Ledger.Entries).Failed);
    }

    private static BudgetInfo Total(decimal limit) => new(0, BudgetScope.Global, BudgetWindow.None, limit, "UTC", []);

    private static Desk Judged(Answer verdict, decimal? limit = null, ModelInfo? model = null)
    {
        var policy = new HandPolicy
        {
            ModelTable = [model ?? HandPolicy.Model(0, "a"), HandPolicy.Model(1, "judge")],
            EmbedderTable = [new EmbedderInfo("planted", EmbedderSource.Client, null)],
            SemanticCacheValue = Settings with { Verifier = new VerifierInfo("judge", 1, null) },
            VerifyWhen = static _ => true,
            BudgetTable = limit is { } most ? [Total(most)] : [],
        };
        return Of(policy, Vectors, new FakeModel(), new FakeModel(verdict));
    }
}
