using System.Collections.Immutable;
using OptPolicy.Runtime.Tests.Pipeline;
using OptPolicy.Testing;

namespace OptPolicy.Runtime.Tests.Testing;

public sealed class PolicyTestRunnerTests
{
    private static readonly PolicyTestCase Case = new("a question", "desk.optpolicy", 10) { Prompt = "What are your opening hours?" };

    private static readonly ImmutableArray<ModelInfo> Models = [HandPolicy.Model(0, "mini"), HandPolicy.Model(1, "premium"), HandPolicy.FreeModel(2, "local")];

    [Fact]
    public async Task APassingTestSaysWhatHappened()
    {
        var result = await RunAsync(new HandPolicy { ModelTable = Models }, Case, Expect("rule", "==", "to_mini"), Expect("model", "==", "mini"), Expect("attempts", "==", "1"), Expect("outcome", "==", "ok"), Expect("cache", "==", "off"));

        Assert.True(result.Passed, string.Join('\n', result.Failures));
        Assert.Equal("mini", result.Trace!.Model);
    }

    [Fact]
    public async Task AFailureNamesTheLineWhatWasExpectedAndWhatHappened()
    {
        var result = await RunAsync(new HandPolicy { ModelTable = Models }, Case, Expect("model", "==", "premium", line: 12), Expect("rule", "==", "to_mini"));

        var failure = Assert.Single(result.Failures);
        Assert.Equal(12, failure.Line);
        Assert.StartsWith("expected model premium, but it was mini. Rule to_mini, cache off, attempts: mini (rule) ok, cost $", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AssertingThrowsAMessageThatStartsWithFileAndLine()
    {
        var error = await Assert.ThrowsAsync<PolicyTestFailedException>(() => PolicyTestRunner.AssertAsync(
            new HandPolicy { ModelTable = Models }, Case with { Expectations = [Expect("model", "==", "premium", line: 12)] }));

        Assert.StartsWith("desk.optpolicy:12: test \"a question\": expected model premium", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PinnedFactsDecideAndPriceTheRequest()
    {
        var policy = new HandPolicy { ModelTable = Models, Choose = static r => r.InputTokens > 5_000 ? 1 : 0 };
        var test = Case with { Pin = static r => r.InputTokens = 10_000 };

        var result = await RunAsync(policy, test, Expect("rule", "==", "to_premium"), Expect("cost", ">=", "0.01"), Expect("cost", "<", "0.0101"));

        Assert.True(result.Passed, string.Join('\n', result.Failures));
    }

    [Fact]
    public async Task AFailingModelIsReplacedAsThePolicySays()
    {
        var policy = new HandPolicy { ModelTable = Models, FallbackValue = new FallbackSettings { Steps = [new(1, null)], RetryCount = 2, RetryMaxDelay = TimeSpan.FromHours(1), RetryBaseDelay = TimeSpan.FromHours(1) } };
        var test = Case with { Models = [new GivenModel(0, GivenBehavior.Fails) { Status = 503 }] };

        var result = await RunAsync(policy, test, Expect("model", "==", "premium"), Expect("attempts", "==", "4"));

        Assert.True(result.Passed, string.Join('\n', result.Failures));
        Assert.Equal([503, 503, 503, 0], result.Trace!.Attempts.Select(static a => a.Status));
    }

    [Fact]
    public async Task AModelThatNeverAnswersTimesOutWithoutWaiting()
    {
        var policy = new HandPolicy { ModelTable = Models, FallbackValue = new FallbackSettings { Steps = [new(1, TimeSpan.FromHours(3))] } };
        var test = Case with { Models = [new GivenModel(0, GivenBehavior.TimesOut)] };

        var result = await RunAsync(policy, test, Expect("model", "==", "premium"), Expect("attempts", "==", "2"));

        Assert.True(result.Passed, string.Join('\n', result.Failures));
        Assert.Equal(OutcomeClass.Timeout, result.Trace!.Attempts[0].Outcome);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ATruncatedAnswerIsAFailureAtItsReservation(bool stream)
    {
        var policy = new HandPolicy { ModelTable = Models, FallbackValue = new FallbackSettings { Steps = [new(1, null)], Commit = StreamCommit.End }, BudgetTable = [Budget()] };
        var test = Case with { Models = [new GivenModel(0, GivenBehavior.Truncates)], Pin = r => r.Stream = stream };

        var result = await RunAsync(policy, test, Expect("model", "==", "premium"), Expect("cost", ">=", "0.004"));

        Assert.True(result.Passed, string.Join('\n', result.Failures));
        Assert.Equal(OutcomeClass.Truncated, result.Trace!.Attempts[0].Outcome);
        Assert.Equal(result.Trace.Attempts[0].Reserved, result.Trace.Attempts[0].Settled);
    }

    [Fact]
    public async Task AnUnsureModelEscalatesAndOthersAreSureByDefault()
    {
        var policy = new HandPolicy { ModelTable = Models, PlanTable = [new(0, "triage", IsCascade: true, [0, 1])], Accepts = static (_, r) => r.Confidence >= 0.8 };
        var unsure = Case with { Models = [new GivenModel(0, GivenBehavior.Answers) { Answer = "maybe", Confidence = 0.4 }] };

        Assert.True((await RunAsync(policy, unsure, Expect("model", "==", "premium"), Expect("attempts", "==", "2"))).Passed);
        Assert.True((await RunAsync(policy, Case, Expect("model", "==", "mini"), Expect("attempts", "==", "1"))).Passed);
    }

    [Fact]
    public async Task AUsedUpBudgetDeniesOrDegrades()
    {
        var test = Case with { Budgets = [new GivenBudget(BudgetScope.Tenant, 1m)], Pin = static r => r.Tenant = "acme" };
        var rejecting = new HandPolicy { ModelTable = Models, BudgetTable = [Budget()] };
        var degrading = new HandPolicy { ModelTable = Models, BudgetTable = [Budget() with { Steps = [new(1m, BudgetAction.Degrade, 2)] }] };

        Assert.True((await RunAsync(rejecting, test, Expect("outcome", "==", "budget_denied"), Expect("model", "==", "none"))).Passed);
        Assert.True((await RunAsync(degrading, test, Expect("model", "==", "local"), Expect("cost", "==", "0"))).Passed);
        Assert.True((await RunAsync(rejecting, test with { Budgets = [] }, Expect("model", "==", "mini"))).Passed);
    }

    [Theory]
    [InlineData(BudgetScope.User, "no budget of scope 'user'")]
    [InlineData(BudgetScope.Request, "'given budget request'")]
    public async Task ABudgetThatCannotBeUsedUpFailsTheTest(BudgetScope scope, string cause)
    {
        var policy = new HandPolicy { ModelTable = Models, BudgetTable = [Budget()] };

        var result = await RunAsync(policy, Case with { Budgets = [new GivenBudget(scope, 1m)] });

        var failure = Assert.Single(result.Failures);
        Assert.Equal(Case.Line, failure.Line);
        Assert.Contains(cause, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnAnswerGivenBeforeComesFromTheCache()
    {
        var policy = new HandPolicy { ModelTable = Models, CacheValue = new ExactCacheSettings(TimeSpan.FromHours(1), ["tenant", "user"]) };
        var test = Case with { Cached = true, Models = [new GivenModel(0, GivenBehavior.Fails) { Status = 500 }], Pin = static r => r.Tenant = "acme" };

        var hit = await RunAsync(policy, test, Expect("cache", "==", "hit"), Expect("cost", "==", "0"), Expect("attempts", "==", "0"));
        Assert.True(hit.Passed, string.Join('\n', hit.Failures));
        Assert.True((await RunAsync(policy, test with { Cached = false, Models = [] }, Expect("cache", "==", "miss"))).Passed);
    }

    [Fact]
    public async Task ATestCostsTheSameEveryTime()
    {
        var policy = new HandPolicy { ModelTable = Models };

        var costs = new HashSet<decimal>();
        for (var i = 0; i < 20; i++)
            costs.Add((await RunAsync(policy, Case)).Trace!.Cost);

        Assert.True(Assert.Single(costs) > 0);
    }

    [Fact]
    public async Task ARequestThatIsNeverDecidedFailsAtTheTestsLine()
    {
        var policy = new HandPolicy { ModelTable = Models };
        var test = Case with { Pin = static _ => throw new InvalidOperationException("no such fact") };

        var result = await RunAsync(policy, test, Expect("model", "==", "mini", line: 12));

        Assert.False(result.Passed);
        Assert.Contains("no such fact", result.Failures[0].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("!=", "mini", false)]
    [InlineData("!=", "premium", true)]
    public async Task NamesMayBeExcluded(string comparison, string model, bool passes) =>
        Assert.Equal(passes, (await RunAsync(new HandPolicy { ModelTable = Models }, Case, Expect("model", comparison, model))).Passed);

    private static BudgetInfo Budget() => new(0, BudgetScope.Tenant, BudgetWindow.Day, 1m, "UTC", []);

    private static PolicyExpectation Expect(string kind, string comparison, string value, int line = 11) => new(kind, comparison, value, line);

    private static Task<PolicyTestResult> RunAsync(HandPolicy policy, PolicyTestCase test, params PolicyExpectation[] expectations) =>
        PolicyTestRunner.RunAsync(policy, test with { Expectations = [.. expectations] });
}
