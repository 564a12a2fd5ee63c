using System.Collections.Immutable;
using Microsoft.Extensions.AI;
using OptPolicy.Runtime.Tests.Pipeline;

namespace OptPolicy.Runtime.Tests.Attempts;

public sealed class BudgetGateTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AttemptReservesItsWorstCaseAndSettlesWhatTheProviderCounted(bool streaming)
    {
        using var desk = Budgeted([Tenant(1m)], new FakeModel());

        await desk.AskAsync(streaming, "hello", new ChatOptions().WithTenant("acme"), Token);

        // "hello" is 5 bytes and a message 8 more; the model answers with at most 1,000 tokens.
        var attempt = Assert.Single(desk.Trace.Attempts);
        Assert.Equal((0.004013m, 0.0003m), (attempt.Reserved, attempt.Settled));
        Assert.Equal(0.0003m, await UsedAsync(desk, "acme"));
        Assert.Equal(1_000, Assert.Single(desk.Models[0].Requests).Options!.MaxOutputTokens);
    }

    [Fact]
    public async Task CallersSmallerLimitLowersTheReservationAndStays()
    {
        using var desk = Budgeted([Tenant(1m)], new FakeModel());

        await desk.AskAsync("hello", new ChatOptions { MaxOutputTokens = 10 }, Token);

        Assert.Equal(0.000053m, desk.Trace.Attempts[0].Reserved);
        Assert.Equal(10, desk.Models[0].Requests.Single().Options!.MaxOutputTokens);
    }

    [Fact]
    public async Task CallersLargerLimitIsLoweredToWhatWasReserved()
    {
        using var desk = Budgeted([Tenant(1m)], new FakeModel());

        await desk.AskAsync("hello", new ChatOptions { MaxOutputTokens = 50_000 }, Token);

        Assert.Equal(0.004013m, desk.Trace.Attempts[0].Reserved);
        Assert.Equal(1_000, desk.Models[0].Requests.Single().Options!.MaxOutputTokens);
    }

    public static TheoryData<string> BrokenUsages => ["missing", "zero", "negative", "output without count"];

    [Theory]
    [MemberData(nameof(BrokenUsages))]
    public async Task UnknownOrBrokenUsageSettlesAtTheReservation(string usage)
    {
        UsageDetails? details = usage switch
        {
            "zero" => new() { InputTokenCount = 0, OutputTokenCount = 0 },
            "negative" => new() { InputTokenCount = 10, OutputTokenCount = -5 },
            "output without count" => new() { InputTokenCount = 10 },
            _ => null,
        };
        foreach (var streaming in new[] { false, true })
        {
            using var desk = Budgeted([Tenant(1m)], new FakeModel(new Answer { Usage = details }));
            await desk.AskAsync(streaming, cancellationToken: Token);
            Assert.Equal(0.004013m, desk.Trace.Cost);
            Assert.Equal(0.004013m, await UsedAsync(desk, ""));
        }
    }

    [Fact]
    public async Task BrokenStreamSettlesAtTheReservation()
    {
        using var desk = Budgeted([Tenant(1m)], new FakeModel(Answer.BreaksInTheMiddle("some words", new IOException())));

        await Assert.ThrowsAsync<StreamInterruptedException>(() => desk.AskAsync(streaming: true, cancellationToken: Token));

        Assert.Equal(0.004013m, await UsedAsync(desk, ""));
    }

    [Fact]
    public async Task AbandonedStreamSettlesAtTheReservation()
    {
        using var desk = Budgeted([Tenant(1m)], new FakeModel(Answer.StallsInTheMiddle("some words")));

        await foreach (var update in desk.Client.GetStreamingResponseAsync(Desk.Prompt("hello"), cancellationToken: Token))
        {
            if (update.Text.Length > 0) break;
        }

        Assert.Equal(0.004013m, await UsedAsync(desk, ""));
    }

    [Fact]
    public async Task TimeoutSettlesAtTheReservationAndARefusalAtNothing()
    {
        using var desk = Budgeted([Tenant(1m)], new FakeModel(Answer.Never(), Answer.Fails(503)));

        await Assert.ThrowsAsync<NoAnswerException>(() => desk.WithClock(desk.AskAsync(cancellationToken: Token), TimeSpan.FromSeconds(30)));
        Assert.Equal(0.004013m, await UsedAsync(desk, ""));

        await Assert.ThrowsAsync<NoAnswerException>(() => desk.AskAsync(cancellationToken: Token));
        Assert.Equal(0.004013m, await UsedAsync(desk, ""));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RequestThatTheBudgetCannotCoverIsRejectedBeforeAnyCall(bool streaming)
    {
        using var desk = Budgeted([Tenant(0.004m)], new FakeModel());

        var error = await Assert.ThrowsAsync<BudgetExceededException>(() => desk.AskAsync(streaming, cancellationToken: Token));

        Assert.Equal("Policy 'Desk': the tenant day budget of $0.004 cannot cover $0.004013 for model 'a'; $0 is in use. Raise the limit, lower max_output, or add 'at 100% degrade to' a cheaper model.", error.Message);
        Assert.Equal(0, desk.Models[0].Calls);
        Assert.Equal(OutcomeClass.BudgetDenied, error.Trace!.Outcome);
        Assert.Equal(0, await UsedAsync(desk, ""));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task FreeModelAnswersWhereTheBudgetDegradesToIt(bool streaming)
    {
        using var desk = Budgeted([Tenant(0.004m, new BudgetStepInfo(1, BudgetAction.Degrade, 1))], new FakeModel(), new FakeModel(Answer.Text("free")));

        Assert.Equal("free", (await desk.AskAsync(streaming, cancellationToken: Token)).Text);
        Assert.Equal([("a", "rule", OutcomeClass.BudgetDenied), ("free", "degrade", OutcomeClass.Ok)], desk.Trace.Attempts.Select(a => (a.Model, a.Reason, a.Outcome)));
        Assert.Equal("tenant day budget: free answers", Assert.Single(desk.Trace.Notes));
        Assert.Equal(0, desk.Trace.Cost);
    }

    [Fact]
    public async Task DegradeStepBelowTheLimitTakesEffectThere()
    {
        using var desk = Budgeted([Tenant(0.01m, new BudgetStepInfo(0.5m, BudgetAction.Degrade, 1))], new FakeModel(), new FakeModel(Answer.Text("free")));

        // 0.004013 fits under half of a cent once, and again after it settled at 0.0003, until 0.000987 are used up.
        var models = new List<string?>();
        for (var i = 0; i < 6; i++) models.Add((await desk.AskAsync(cancellationToken: Token)).GetDecisionTrace()!.Model);

        Assert.Equal(["a", "a", "a", "a", "free", "free"], models);
    }

    [Fact]
    public void ModelThatABudgetDegradesToMayGoOnToTheNextStep()
    {
        var budget = Tenant(10m, new BudgetStepInfo(0.5m, BudgetAction.Warn), new BudgetStepInfo(0.8m, BudgetAction.Degrade, 1), new BudgetStepInfo(0.9m, BudgetAction.Degrade, 2));

        Assert.Equal([new(8m, 1), new(9m, 2), new(10m, -1)], new[] { 0, 1, 2 }.Select(model => BudgetCeiling.For(budget, model)));
    }

    [Fact]
    public async Task FallbackHelpsAgainstABudgetOnlyWhereThePolicySaysSo()
    {
        var fallback = new FallbackSettings { Steps = [new(1, null)] };
        using var silent = Budgeted([Tenant(0.004m)], fallback, null, new FakeModel(), new FakeModel());
        await Assert.ThrowsAsync<BudgetExceededException>(() => silent.AskAsync(cancellationToken: Token));

        using var said = Budgeted([Tenant(0.004m)], fallback, static (_, f) => f.Outcome == OutcomeClass.BudgetDenied, new FakeModel(), new FakeModel(Answer.Text("free")));
        Assert.Equal("free", (await said.AskAsync(cancellationToken: Token)).Text);
    }

    [Fact]
    public async Task EveryAttemptOfARequestCountsAgainstItsOwnBudget()
    {
        var request = new BudgetInfo(0, BudgetScope.Request, BudgetWindow.None, 0.0043m, "UTC", []);
        var policy = new HandPolicy
        {
            ModelTable = [HandPolicy.Model(0, "a"), HandPolicy.Model(1, "b"), HandPolicy.Model(2, "c")],
            PlanTable = [new(0, "triage", IsCascade: true, [0, 1, 2])],
            Accepts = static (_, _) => false,
            BudgetTable = [request],
        };
        using var desk = new Desk(policy, new FakeModel(Answer.Text("first")), new FakeModel(Answer.Text("second")), new FakeModel(Answer.Text("third")));

        // 0.004013 fits; after 0.0003 it no longer does: the answer at hand is served instead of none.
        var response = await desk.AskAsync(cancellationToken: Token);

        Assert.Equal("first", response.Text);
        Assert.Equal([OutcomeClass.LowConfidence, OutcomeClass.BudgetDenied], desk.Trace.Attempts.Select(a => a.Outcome));
        Assert.Equal([1, 0, 0], desk.Models.Select(m => m.Calls));
    }

    [Fact]
    public async Task WarningComesWithTheShareThatWasSpentNotReserved()
    {
        using var desk = Budgeted([Tenant(0.01m, new BudgetStepInfo(0.05m, BudgetAction.Warn))], new FakeModel());

        var notes = new List<ImmutableArray<string>>();
        for (var i = 0; i < 3; i++) notes.Add((await desk.AskAsync(cancellationToken: Token)).GetDecisionTrace()!.Notes);

        Assert.Equal(["", "", "tenant day 6 %"], notes.Select(n => string.Join(';', n)));
    }

    [Fact]
    public async Task TenantsAndUsersSpendTheirOwnMoneyAndDaysStartAnew()
    {
        var user = new BudgetInfo(0, BudgetScope.User, BudgetWindow.Day, 0.0042m, "UTC", []);
        using var desk = Budgeted([user], new FakeModel());
        Task<ChatResponse> AskAs(string tenant, string who) => desk.AskAsync(options: new ChatOptions().WithTenant(tenant).WithUser(who), cancellationToken: Token);

        await AskAs("acme", "ann");
        await Assert.ThrowsAsync<BudgetExceededException>(() => AskAs("acme", "ann"));
        await AskAs("acme", "bob");
        await AskAs("beta", "ann");

        desk.Clock.Advance(TimeSpan.FromDays(1));
        await AskAs("acme", "ann");
    }

    [Fact]
    public async Task StoreThatCannotSettleKeepsTheReservationAndTheAnswer()
    {
        var store = new BrokenSettlement();
        using var desk = new Desk(new HandPolicy { ModelTable = [HandPolicy.Model(0, "a")], BudgetTable = [Tenant(1m)] }, o => o.Budgets = store, new FakeModel());

        Assert.Equal("ok", (await desk.AskAsync(cancellationToken: Token)).Text);
        Assert.Equal(0.004013m, store.Used);
    }

    [Fact]
    public async Task StoreThatCannotSayWhatIsUsedGivesNoWarningAndKeepsTheRequest()
    {
        var store = new BrokenSettlement { RefusesQuestions = true };
        using var desk = new Desk(new HandPolicy { ModelTable = [HandPolicy.Model(0, "a")], BudgetTable = [Tenant(1m, new BudgetStepInfo(0, BudgetAction.Warn))] }, o => o.Budgets = store, new FakeModel());

        Assert.Equal("ok", (await desk.AskAsync(cancellationToken: Token)).Text);
        Assert.Empty(desk.Trace.Notes);
    }

    [Fact]
    public async Task CallerThatAlreadyLeftReservesNothing()
    {
        using var desk = Budgeted([Tenant(1m)], new FakeModel());

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => desk.AskAsync(cancellationToken: new CancellationToken(canceled: true)));

        Assert.Equal((0, 0m), (desk.Models[0].Calls, await UsedAsync(desk, "")));
        Assert.Equal((OutcomeClass.Cancelled, 0m), (desk.Trace.Outcome, desk.Trace.Cost));
    }

    [Fact]
    public async Task StoreThatCannotReserveStopsTheRequest()
    {
        using var desk = new Desk(new HandPolicy { ModelTable = [HandPolicy.Model(0, "a")], BudgetTable = [Tenant(1m)] }, static o => o.Budgets = new BrokenSettlement { RefusesReservations = true }, new FakeModel());

        await Assert.ThrowsAsync<IOException>(() => desk.AskAsync(cancellationToken: Token));
        Assert.Equal(0, desk.Models[0].Calls);
    }

    private static BudgetInfo Tenant(decimal limit, params ImmutableArray<BudgetStepInfo> steps) => new(0, BudgetScope.Tenant, BudgetWindow.Day, limit, "UTC", steps);

    private static ValueTask<decimal> UsedAsync(Desk desk, string tenant) =>
        desk.Budgets.GetUsedAsync(new("Desk", 0, tenant, new(desk.Clock.GetUtcNow().Date, TimeSpan.Zero)), Token);

    private static Desk Budgeted(ImmutableArray<BudgetInfo> budgets, params FakeModel[] models) => Budgeted(budgets, FallbackSettings.None, null, models);

    private static Desk Budgeted(ImmutableArray<BudgetInfo> budgets, FallbackSettings fallback, Func<int, AttemptFailure, bool>? when, params FakeModel[] models) => new(
        new HandPolicy
        {
            ModelTable = [HandPolicy.Model(0, "a"), .. models.Skip(1).Select((_, i) => HandPolicy.FreeModel(i + 1, "free"))],
            BudgetTable = budgets,
            FallbackValue = fallback,
            FallbackWhen = when ?? (static (_, f) => f.IsCurableByAnotherModel),
        },
        models);

    private sealed class BrokenSettlement : IBudgetStore
    {
        public bool RefusesReservations { get; init; }

        public bool RefusesQuestions { get; init; }

        public decimal Used { get; private set; }

        public ValueTask<BudgetReservation> ReserveAsync(ReadOnlyMemory<BudgetCharge> charges, decimal amount, CancellationToken cancellationToken = default)
        {
            if (RefusesReservations) throw new IOException("the disk is full");
            Used += amount;
            return ValueTask.FromResult(new BudgetReservation(Guid.NewGuid(), amount, null, 0));
        }

        public ValueTask SettleAsync(BudgetReservation reservation, decimal actual, CancellationToken cancellationToken = default) => throw new IOException("the disk is full");

        public ValueTask<decimal> GetUsedAsync(BudgetAccount account, CancellationToken cancellationToken = default) =>
            RefusesQuestions ? throw new IOException("the disk is full") : ValueTask.FromResult(Used);
    }
}
