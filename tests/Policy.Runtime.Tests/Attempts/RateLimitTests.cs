using System.ClientModel;
using Microsoft.Extensions.AI;
using OptPolicy.Runtime.Tests.Pipeline;

namespace OptPolicy.Runtime.Tests.Attempts;

public sealed class RateLimitTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AttemptBeyondTheRateGoesToTheNextModelUntilTheMinuteHasPassed()
    {
        using var desk = Limited(new(RequestsPerMinute: 3, null, TimeSpan.Zero));

        for (var i = 0; i < 5; i++)
            await desk.AskAsync(cancellationToken: Token);
        Assert.Equal([3, 2], desk.Models.Select(m => m.Calls));
        Assert.Equal(["skipped first: rate limit for 61 s"], desk.Ledger.Entries[^1].Trace.Notes);

        desk.Clock.Advance(TimeSpan.FromSeconds(61));
        await desk.AskAsync(cancellationToken: Token);
        Assert.Equal([4, 2], desk.Models.Select(m => m.Calls));
    }

    [Fact]
    public async Task NoMinuteHasMoreThanTheRateHoweverRequestsFall()
    {
        using var desk = Limited(new(RequestsPerMinute: 10, null, TimeSpan.Zero));
        var random = new Random(5);
        var asked = new List<DateTimeOffset>();
        for (var i = 0; i < 2_000; i++)
        {
            var before = desk.Models[0].Calls;
            await desk.AskAsync(cancellationToken: Token);
            if (desk.Models[0].Calls > before)
                asked.Add(desk.Clock.GetUtcNow());
            desk.Clock.Advance(TimeSpan.FromMilliseconds(random.Next(0, 4_000)));
        }

        Assert.All(asked, moment => Assert.InRange(asked.Count(other => other >= moment && other < moment + TimeSpan.FromMinutes(1)), 1, 10));
        Assert.InRange(asked.Count, 600, 700);
    }

    [Fact]
    public async Task TokensCountAsTheProviderCountedThem()
    {
        using var desk = Limited(new(null, TokensPerMinute: 1_000, TimeSpan.Zero), Answer.Text("long") with { Usage = new UsageDetails { InputTokenCount = 300, OutputTokenCount = 400 } });

        await desk.AskAsync(cancellationToken: Token);
        await desk.AskAsync(cancellationToken: Token);
        await desk.AskAsync(cancellationToken: Token);

        Assert.Equal([2, 1], desk.Models.Select(m => m.Calls));
    }

    [Fact]
    public async Task RequestLargerThanTheRateGoesWhenNothingElseIsInTheMinute()
    {
        using var desk = Limited(new(null, TokensPerMinute: 10, TimeSpan.Zero));

        await desk.AskAsync(text: string.Join(' ', Enumerable.Repeat("word", 100)), cancellationToken: Token);
        await desk.AskAsync(cancellationToken: Token);

        Assert.Equal([1, 1], desk.Models.Select(m => m.Calls));
    }

    [Fact]
    public async Task AttemptWaitsForRoomAsLongAsThePolicyAllows()
    {
        using var desk = Limited(new(RequestsPerMinute: 1, null, TimeSpan.FromSeconds(90)));

        await desk.AskAsync(cancellationToken: Token);
        await desk.WithClock(desk.AskAsync(cancellationToken: Token), TimeSpan.FromSeconds(1));

        Assert.Equal([2, 0], desk.Models.Select(m => m.Calls));
        Assert.InRange(desk.Ledger.Entries[^1].Trace.Duration.TotalSeconds, 60, 62);
    }

    [Fact]
    public async Task PauseThatTheProviderAsksForHoldsForAllRequests()
    {
        using var desk = Limited(new(RequestsPerMinute: 100, null, TimeSpan.Zero), Answer.Throws(new ClientResultException(new FakeResponse(429, "20"))), Answer.Text("first"));

        Assert.Equal("second", (await desk.AskAsync(cancellationToken: Token)).Text);
        desk.Clock.Advance(TimeSpan.FromSeconds(19));
        Assert.Equal("second", (await desk.AskAsync(cancellationToken: Token)).Text);
        Assert.Equal(1, desk.Models[0].Calls);

        desk.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("first", (await desk.AskAsync(cancellationToken: Token)).Text);
    }

    [Fact]
    public async Task AttemptThatABudgetRefusesTakesNoRoom()
    {
        using var desk = Limited(new(RequestsPerMinute: 1, null, TimeSpan.Zero), new BudgetInfo(0, BudgetScope.Tenant, BudgetWindow.Day, 0.000001m, "UTC", [new(1, BudgetAction.Reject, -1)]));

        await Assert.ThrowsAsync<BudgetExceededException>(() => desk.AskAsync(cancellationToken: Token));
        await Assert.ThrowsAsync<BudgetExceededException>(() => desk.AskAsync(cancellationToken: Token));
    }

    private static Desk Limited(ModelRate rate, params ReadOnlySpan<Answer> script) => new(Policy(rate), new FakeModel(script), new FakeModel(Answer.Text("second")));

    private static Desk Limited(ModelRate rate, BudgetInfo budget) => new(new HandPolicy { ModelTable = [HandPolicy.Model(0, "first") with { Rate = rate }], BudgetTable = [budget] }, new FakeModel());

    private static HandPolicy Policy(ModelRate rate) => new()
    {
        ModelTable = [HandPolicy.Model(0, "first") with { Rate = rate }, HandPolicy.Model(1, "second")],
        FallbackValue = new() { Steps = [new(1, null)] },
    };
}
