using System.ClientModel;
using System.ClientModel.Primitives;
using System.Net;
using OptPolicy.Runtime.Tests.Pipeline;

namespace OptPolicy.Runtime.Tests.Attempts;

public sealed class RetryTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SameModelIsRepeatedAsOftenAsDeclaredThenTheNextTakesOver(bool streaming)
    {
        using var desk = Retrying(3, new FakeModel(Answer.Fails(503)), new FakeModel(Answer.Text("second")));

        var response = await desk.WithClock(desk.AskAsync(streaming, cancellationToken: Token), TimeSpan.FromMilliseconds(100));

        Assert.Equal("second", response.Text);
        Assert.Equal(["rule", "retry", "retry", "retry", "fallback"], desk.Trace.Attempts.Select(a => a.Reason));
        Assert.True(desk.Trace.Duration > TimeSpan.FromMilliseconds(250), "repeats wait before they try again");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RepeatThatSucceedsEndsTheRepeats(bool streaming)
    {
        using var desk = Retrying(3, new FakeModel(Answer.Fails(429), Answer.Text("now")), new FakeModel());

        Assert.Equal("now", (await desk.WithClock(desk.AskAsync(streaming, cancellationToken: Token), TimeSpan.FromMilliseconds(100))).Text);
        Assert.Equal([2, 0], desk.Models.Select(m => m.Calls));
    }

    [Fact]
    public async Task FailuresThatThePolicyDoesNotRetryAreNotRepeated()
    {
        using var desk = Retrying(3, new FakeModel(Answer.Fails(401)), new FakeModel());

        await desk.AskAsync(cancellationToken: Token);

        Assert.Equal([1, 1], desk.Models.Select(m => m.Calls));
    }

    [Theory]
    [InlineData("2", 2_000, 4_000)]
    [InlineData("3600", 4_000, 60_000)]
    public async Task WaitThatTheProviderAsksForIsHonouredUpToTheLongestDelay(string retryAfter, int milliseconds, int below)
    {
        using var desk = Retrying(1, new FakeModel(Answer.Throws(new ClientResultException(new FakeResponse(429, retryAfter))), Answer.Text("now")), new FakeModel());

        await desk.WithClock(desk.AskAsync(cancellationToken: Token), TimeSpan.FromMilliseconds(50));

        Assert.Equal(OutcomeClass.RateLimited, desk.Trace.Attempts[0].Outcome);
        Assert.InRange(desk.Trace.Duration.TotalMilliseconds, milliseconds, below - 1);
    }

    [Fact]
    public async Task RepeatsStopWhenAFallbackStepWouldTakeOverBeforeTheNext()
    {
        var policy = new HandPolicy
        {
            ModelTable = [HandPolicy.Model(0, "a"), HandPolicy.Model(1, "b")],
            FallbackValue = new() { Steps = [new(1, TimeSpan.FromMilliseconds(200))], RetryCount = 5, RetryBaseDelay = TimeSpan.FromMilliseconds(250) },
        };
        using var desk = new Desk(policy, new FakeModel(Answer.Fails(503)), new FakeModel(Answer.Text("second")));

        Assert.Equal("second", (await desk.AskAsync(cancellationToken: Token)).Text);
        Assert.Equal([1, 1], desk.Models.Select(m => m.Calls));
    }

    [Fact]
    public async Task ContextOverflowIsToldFromOtherBadRequests()
    {
        using var desk = Retrying(3, new FakeModel(Answer.Throws(new HttpRequestException("This model's maximum context length is 8192 tokens (context_length_exceeded)", null, HttpStatusCode.BadRequest))), new FakeModel());

        await desk.AskAsync(cancellationToken: Token);

        Assert.Equal([OutcomeClass.ContextOverflow, OutcomeClass.Ok], desk.Trace.Attempts.Select(a => a.Outcome));
    }

    [Fact]
    public async Task CallerThatLeavesDuringAPauseIsNotKeptWaiting()
    {
        using var desk = Retrying(3, new FakeModel(Answer.Fails(503)), new FakeModel());
        using var caller = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var call = desk.AskAsync(cancellationToken: caller.Token);

        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Equal(OutcomeClass.Cancelled, desk.Trace.Outcome);
    }

    private static Desk Retrying(int count, FakeModel a, FakeModel b) => new(
        new HandPolicy
        {
            ModelTable = [HandPolicy.Model(0, "a"), HandPolicy.Model(1, "b")],
            FallbackValue = new() { Steps = [new(1, null)], RetryCount = count },
        },
        a, b);
}
