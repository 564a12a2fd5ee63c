using OptPolicy.Runtime.Tests.Pipeline;

namespace OptPolicy.Runtime.Tests.Attempts;

public sealed class CircuitBreakerTests
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(15);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task FailingModelIsLeftAloneAndTheFallbackAnswersAtOnce(bool streaming)
    {
        using var desk = Breaking(new FakeModel(Answer.Fails(503)), new FakeModel(Answer.Text("second")));

        for (var i = 0; i < 10; i++)
            Assert.Equal("second", (await desk.AskAsync(streaming, cancellationToken: Token)).Text);

        Assert.Equal([4, 10], desk.Models.Select(m => m.Calls));
        Assert.Equal(["second"], desk.Ledger.Entries[^1].Trace.Attempts.Select(a => a.Model));
        Assert.Equal(["skipped first: breaker open for 15 s"], desk.Ledger.Entries[^1].Trace.Notes);
    }

    [Fact]
    public async Task AfterThePauseOneAttemptDecides()
    {
        using var desk = Breaking(new FakeModel(Answer.Fails(503), Answer.Fails(503), Answer.Fails(503), Answer.Fails(503), Answer.Fails(503), Answer.Text("again")), new FakeModel(Answer.Text("second")));
        for (var i = 0; i < 5; i++)
            await desk.AskAsync(cancellationToken: Token);

        desk.Clock.Advance(Pause);
        Assert.Equal("second", (await desk.AskAsync(cancellationToken: Token)).Text);
        Assert.Equal("second", (await desk.AskAsync(cancellationToken: Token)).Text);
        Assert.Equal(5, desk.Models[0].Calls);

        desk.Clock.Advance(Pause);
        Assert.Equal("again", (await desk.AskAsync(cancellationToken: Token)).Text);
        Assert.Equal("again", (await desk.AskAsync(cancellationToken: Token)).Text);
    }

    [Fact]
    public async Task WhileOneRequestTriesTheOthersGoOn()
    {
        var trial = new TaskCompletionSource();
        using var desk = Breaking(
            new FakeModel(Answer.Fails(503), Answer.Fails(503), Answer.Fails(503), Answer.Fails(503), Answer.After(trial.Task, "again"), Answer.Text("again")), new FakeModel(Answer.Text("second")));
        for (var i = 0; i < 4; i++)
            await desk.AskAsync(cancellationToken: Token);
        desk.Clock.Advance(Pause);

        var tries = desk.AskAsync(cancellationToken: Token);
        Assert.Equal("second", (await desk.AskAsync(cancellationToken: Token)).Text);
        trial.SetResult();
        Assert.Equal("again", (await tries).Text);
        Assert.Equal("again", (await desk.AskAsync(cancellationToken: Token)).Text);
    }

    [Fact]
    public async Task TrialThatItsCallerBreaksOffLeavesTheNextOneToDecide()
    {
        using var desk = Breaking(new FakeModel(Answer.Fails(503), Answer.Fails(503), Answer.Fails(503), Answer.Fails(503), Answer.Never(), Answer.Text("again")), new FakeModel(Answer.Text("second")));
        for (var i = 0; i < 4; i++)
            await desk.AskAsync(cancellationToken: Token);
        desk.Clock.Advance(Pause);

        using (var caller = CancellationTokenSource.CreateLinkedTokenSource(Token))
        {
            var trial = desk.AskAsync(cancellationToken: caller.Token);
            await caller.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => trial);
        }

        Assert.Equal("again", (await desk.AskAsync(cancellationToken: Token)).Text);
    }

    [Fact]
    public async Task StreamThatBreaksAfterItsBeginningCountsAsAFailure()
    {
        using var desk = Breaking(new FakeModel(Answer.BreaksInTheMiddle("half", new IOException("gone"))), new FakeModel(Answer.Text("second")));
        for (var i = 0; i < 4; i++)
            await Assert.ThrowsAnyAsync<Exception>(() => desk.AskAsync(streaming: true, cancellationToken: Token));

        Assert.Equal("second", (await desk.AskAsync(streaming: true, cancellationToken: Token)).Text);
    }

    [Fact]
    public async Task FailuresThatAreTheRequestsOwnOrTooFewOpenNothing()
    {
        using var refusing = Breaking(new FakeModel(Answer.Fails(401)), new FakeModel());
        using var mixed = Breaking(new FakeModel(Answer.Text("a"), Answer.Fails(503), Answer.Text("b"), Answer.Text("c"), Answer.Fails(503), Answer.Text("d")), new FakeModel());
        for (var i = 0; i < 8; i++)
        {
            await refusing.AskAsync(cancellationToken: Token);
            await mixed.AskAsync(cancellationToken: Token);
        }

        Assert.Equal(8, refusing.Models[0].Calls);
        Assert.Equal(8, mixed.Models[0].Calls);
    }

    [Fact]
    public async Task FailuresOfLongAgoDoNotCount()
    {
        using var desk = Breaking(new FakeModel(Answer.Fails(503)), new FakeModel());
        for (var i = 0; i < 8; i++)
        {
            await desk.AskAsync(cancellationToken: Token);
            desk.Clock.Advance(TimeSpan.FromSeconds(12));
        }

        Assert.Equal(8, desk.Models[0].Calls);
    }

    [Fact]
    public async Task WithoutAnotherModelTheErrorNamesTheBreaker()
    {
        using var desk = new Desk(new HandPolicy { ModelTable = [Broken("first")] }, new FakeModel(Answer.Fails(503)));
        for (var i = 0; i < 4; i++)
            await Assert.ThrowsAsync<NoAnswerException>(() => desk.AskAsync(cancellationToken: Token));

        var error = await Assert.ThrowsAsync<NoAnswerException>(() => desk.AskAsync(cancellationToken: Token));

        Assert.Contains("skipped first: breaker open for 15 s", error.Message, StringComparison.Ordinal);
        Assert.Equal(OutcomeClass.Transient, error.Outcome);
    }

    private static Desk Breaking(FakeModel first, FakeModel second) =>
        new(new HandPolicy { ModelTable = [Broken("first"), HandPolicy.Model(1, "second")], FallbackValue = new() { Steps = [new(1, null)] } }, first, second);

    private static ModelInfo Broken(string name) => HandPolicy.Model(0, name) with { Breaker = new(Failures: 0.5, Attempts: 4, Window: TimeSpan.FromSeconds(30), Pause) };
}
