using Microsoft.Extensions.AI;
using OptPolicy.Generator.Tests.Harness;

namespace OptPolicy.Generator.Tests.Emission;

public sealed class RoutingTests
{
    private static readonly CompiledPolicy Desk = Support.Project().LoadPolicy("SupportDesk");

    [Fact]
    public void FirstRuleThatHoldsDecides()
    {
        Assert.Equal("vip", Rule(static r => r.SetUser("tier", "enterprise")));
        Assert.Equal("vip", Rule(static r => r.SetUser("contract", "gold")));
        Assert.Equal("images", Rule(static r => r.HasImages = true));
        Assert.Equal("short", Rule(static r => (r.InputTokens, r.Language, r.Difficulty) = (499, "EN", 0.39)));
        Assert.Equal("otherwise", Rule(static r => (r.InputTokens, r.Language, r.Difficulty) = (500, "en", 0.39)));
        Assert.Equal("otherwise", Rule(static r => (r.InputTokens, r.Language, r.Difficulty) = (499, "fr", 0.39)));
        Assert.Equal("otherwise", Rule(static r => (r.InputTokens, r.Language, r.Difficulty) = (499, "en", 0.4)));
        Assert.Equal("legal", Rule(static r => r.InputText = "I will SUE you"));
    }

    [Fact]
    public void RulesLeadToTheirPlans()
    {
        Assert.Equal(["vip", "images", "short", "legal", "otherwise"], Desk.Rules.Select(static r => r.Name));
        Assert.Equal(["premium", "gpt_mini", "desk_local", "premium", "triage"], Desk.Rules.Select(static r => Desk.Plans[r.Plan].Name));
        var triage = Assert.Single(Desk.Plans, static p => p.IsCascade);
        Assert.Equal(["desk_local", "gpt_mini", "premium"], triage.Models.Select(static m => Desk.Models[m].Name));
    }

    [Fact]
    public void CascadeAcceptsByItsConditions()
    {
        var triage = Desk.Plans.Single(static p => p.IsCascade).Index;
        Assert.True(Desk.Accept(triage, 0, Answer("yes", 0.8)));
        Assert.False(Desk.Accept(triage, 0, Answer("yes", 0.79)));
        Assert.False(Desk.Accept(triage, 0, Answer("", 0.8)));
        Assert.True(Desk.Accept(triage, 1, Answer("", 0.7)));
        Assert.True(Desk.Accept(triage, 2, Answer("", null)));
    }

    [Fact]
    public void FallbackAndRetryFollowTheirConditions()
    {
        Assert.True(Desk.FallbackApplies(0, Failure(OutcomeClass.Unauthorized, 401)));
        Assert.True(Desk.FallbackApplies(1, Failure(OutcomeClass.RateLimited, 429)));
        Assert.False(Desk.FallbackApplies(1, Failure(OutcomeClass.Unauthorized, 401)));
        Assert.True(Desk.RetryApplies(Failure(OutcomeClass.Transient, 503)));
        Assert.False(Desk.RetryApplies(Failure(OutcomeClass.Transient, 500)));
        Assert.Equal(3, Desk.Fallback.RetryCount);
        Assert.Equal(TimeSpan.FromMilliseconds(250), Desk.Fallback.RetryBaseDelay);
        Assert.Equal(TimeSpan.FromSeconds(20), Desk.Fallback.Steps[0].After);
    }

    [Fact]
    public void CacheIsPassedByOnEitherCondition()
    {
        Assert.False(Desk.BypassExactCache(new RequestFacts([])));
        Assert.True(Desk.BypassExactCache(new RequestFacts([]) { Temperature = 1.3 }));
        Assert.True(Desk.BypassExactCache(new RequestFacts([]) { IsToolLoop = true }));
        Assert.Equal(TimeSpan.FromHours(24), Desk.ExactCache?.Ttl);
    }

    [Fact]
    public void BudgetsKeepTheirSteps()
    {
        var budget = Assert.Single(Desk.Budgets);
        Assert.Equal((BudgetScope.Tenant, BudgetWindow.Day, 50m), (budget.Scope, budget.Window, budget.Limit));
        Assert.Equal([(0.8m, BudgetAction.Warn), (1m, BudgetAction.Degrade)], budget.Steps.Select(static s => (s.At, s.Action)));
        Assert.Equal("desk_local", Desk.Models[budget.Steps[1].DegradeModel].Name);
    }

    [Fact]
    public void DecisionOverTwentyFiveRulesAllocatesNothing()
    {
        var policy = new PolicyProject(PolicyProject.File("wide.optpolicy", Policies.WithRules(25))).LoadPolicy("Wide");
        var request = new RequestFacts([]) { InputTokens = 900 };
        request.SetUser("plan", "plan24");
        Assert.Equal("otherwise", policy.Rules[policy.Route(request).Rule].Name);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            policy.Route(request);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static string Rule(Action<RequestFacts> pin)
    {
        var request = new RequestFacts([new ChatMessage(ChatRole.User, "Where is my order?")]) { Difficulty = 1, Language = "und" };
        pin(request);
        return Desk.Rules[Desk.Route(request).Rule].Name;
    }

    private static ResponseFacts Answer(string text, double? confidence) => new(new ChatResponse(new ChatMessage(ChatRole.Assistant, text)), confidence);

    private static AttemptFailure Failure(OutcomeClass outcome, int status) => new(outcome, status, null, null);
}
