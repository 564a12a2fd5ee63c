using Microsoft.Extensions.AI;
using OptPolicy.Runtime.Tests.Pipeline;

namespace OptPolicy.Runtime.Tests.Attempts;

public sealed class FallbackTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<int, OutcomeClass, bool> Statuses => new()
    {
        { 429, OutcomeClass.RateLimited, true },
        { 500, OutcomeClass.Transient, true },
        { 503, OutcomeClass.Transient, true },
        { 408, OutcomeClass.Timeout, true },
        { 413, OutcomeClass.ContextOverflow, true },
        { 401, OutcomeClass.Unauthorized, true },
        { 403, OutcomeClass.Unauthorized, true },
        { 400, OutcomeClass.BadRequest, false },
        { 404, OutcomeClass.BadRequest, false },
    };

    [Theory]
    [MemberData(nameof(Statuses))]
    public async Task StatusDecidesWhetherAnotherModelTakesOver(int status, OutcomeClass outcome, bool falls)
    {
        foreach (var streaming in new[] { false, true })
        {
            using var desk = TwoWithFallback(new FakeModel(Answer.Fails(status)), new FakeModel(Answer.Text("second")));
            if (falls)
            {
                Assert.Equal("second", (await desk.AskAsync(streaming, cancellationToken: Token)).Text);
                Assert.Equal(["rule", "fallback"], desk.Trace.Attempts.Select(a => a.Reason));
                Assert.Equal("b", desk.Trace.Model);
            }
            else
            {
                var error = await Assert.ThrowsAsync<NoAnswerException>(() => desk.AskAsync(streaming, cancellationToken: Token));
                Assert.Equal(outcome, error.Outcome);
                Assert.IsType<HttpRequestException>(error.InnerException);
                Assert.Equal(0, desk.Models[1].Calls);
            }

            Assert.Equal((outcome, status, 0m), (desk.Trace.Attempts[0].Outcome, desk.Trace.Attempts[0].Status, desk.Trace.Attempts[0].Settled));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task NetworkErrorsFallToTheNextModel(bool streaming)
    {
        foreach (var error in new Exception[] { new HttpRequestException("no route"), new IOException("reset"), new System.Net.Sockets.SocketException(), new TimeoutException(), new TaskCanceledException("client's own timeout", new TimeoutException()) })
        {
            using var desk = TwoWithFallback(new FakeModel(Answer.Throws(error)), new FakeModel(Answer.Text("second")));
            Assert.Equal("second", (await desk.AskAsync(streaming, cancellationToken: Token)).Text);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ContentFilterIsServedAsItIsBecauseNoOtherModelCuresIt(bool streaming)
    {
        using var desk = TwoWithFallback(new FakeModel(new Answer { Words = "I cannot", Finish = ChatFinishReason.ContentFilter }), new FakeModel());

        // Held back to the end, so that the class of the answer is known before anyone sees it.
        desk.Policy.FallbackValue = desk.Policy.FallbackValue with { Commit = StreamCommit.End };
        var response = await desk.AskAsync(streaming, cancellationToken: Token);

        Assert.Equal((ChatFinishReason.ContentFilter, "I cannot"), (response.FinishReason, response.Text));
        Assert.Equal(OutcomeClass.ContentFiltered, desk.Trace.Outcome);
        Assert.Equal(0, desk.Models[1].Calls);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AnswerCutAtALimitNobodyAskedForIsAFailure(bool streaming)
    {
        using var desk = TwoWithFallback(new FakeModel(new Answer { Words = "half an", Finish = ChatFinishReason.Length }), new FakeModel(Answer.Text("whole")));
        desk.Policy.FallbackValue = desk.Policy.FallbackValue with { Commit = StreamCommit.End };

        Assert.Equal("whole", (await desk.AskAsync(streaming, cancellationToken: Token)).Text);
        Assert.Equal(OutcomeClass.Truncated, desk.Trace.Attempts[0].Outcome);
        Assert.Equal(0.0003m, desk.Trace.Attempts[0].Settled);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AnswerCutAtTheCallersOwnLimitIsNoFailure(bool streaming)
    {
        using var desk = TwoWithFallback(new FakeModel(new Answer { Words = "half an", Finish = ChatFinishReason.Length }), new FakeModel());

        Assert.Equal("half an", (await desk.AskAsync(streaming, options: new() { MaxOutputTokens = 5 }, cancellationToken: Token)).Text);
        Assert.Equal(OutcomeClass.Ok, desk.Trace.Outcome);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task EmptyAnswerIsAFailure(bool streaming)
    {
        using var desk = TwoWithFallback(new FakeModel(Answer.Text("")), new FakeModel(Answer.Text("something")));

        Assert.Equal("something", (await desk.AskAsync(streaming, cancellationToken: Token)).Text);
        Assert.Equal(OutcomeClass.Truncated, desk.Trace.Attempts[0].Outcome);
    }

    [Fact]
    public async Task TruncatedAnswerIsServedWhenNothingBetterExistsAndTheTraceSaysSo()
    {
        using var desk = TwoWithFallback(new FakeModel(new Answer { Words = "half an", Finish = ChatFinishReason.Length }), new FakeModel(Answer.Fails(503)));

        Assert.Equal("half an", (await desk.AskAsync(cancellationToken: Token)).Text);
        Assert.Equal((OutcomeClass.Truncated, "a"), (desk.Trace.Outcome, desk.Trace.Model));
        Assert.Equal("no better answer: served a although truncated", Assert.Single(desk.Trace.Notes));
    }

    [Fact]
    public async Task FailureOfEveryModelNamesEveryAttempt()
    {
        using var desk = TwoWithFallback(new FakeModel(Answer.Fails(503)), new FakeModel(Answer.Fails(429)));

        var error = await Assert.ThrowsAsync<NoAnswerException>(() => desk.AskAsync(cancellationToken: Token));

        Assert.Equal("Policy 'Desk': no model answered. a: transient (503); b: rate_limited (429).", error.Message);
        Assert.Equal((OutcomeClass.RateLimited, 2, 0m), (error.Trace!.Outcome, error.Trace.Attempts.Length, error.Trace.Cost));
    }

    [Fact]
    public async Task FallbackStepsApplyOnlyToTheirFailures()
    {
        var policy = new HandPolicy
        {
            ModelTable = [HandPolicy.Model(0, "a"), HandPolicy.Model(1, "b"), HandPolicy.Model(2, "c")],
            FallbackValue = new() { Steps = [new(1, null), new(2, null)] },
            FallbackWhen = static (step, failure) => step == 0 ? failure.Outcome == OutcomeClass.RateLimited : failure.Outcome == OutcomeClass.BadRequest,
        };
        using var desk = new Desk(policy, new FakeModel(Answer.Fails(400)), new FakeModel(), new FakeModel(Answer.Text("third")));

        Assert.Equal("third", (await desk.AskAsync(cancellationToken: Token)).Text);
        Assert.Equal([1, 0, 1], desk.Models.Select(m => m.Calls));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task LateModelHandsOverAfterTheDeclaredTimeAndIsNotRetried(bool streaming)
    {
        var policy = new HandPolicy
        {
            ModelTable = [HandPolicy.Model(0, "a"), HandPolicy.Model(1, "b")],
            FallbackValue = new() { Steps = [new(1, TimeSpan.FromSeconds(20))], RetryCount = 3 },
        };
        using var desk = new Desk(policy, new FakeModel(Answer.Never()), new FakeModel(Answer.Text("in time")));

        var response = await desk.WithClock(desk.AskAsync(streaming, cancellationToken: Token), TimeSpan.FromSeconds(5));

        Assert.Equal("in time", response.Text);
        Assert.Equal([OutcomeClass.Timeout, OutcomeClass.Ok], desk.Trace.Attempts.Select(a => a.Outcome));
        Assert.InRange(desk.Trace.Attempts[0].Duration, TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(99));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ProviderThatIgnoresCancellationDoesNotHoldUpTheNextModel(bool streaming)
    {
        var policy = new HandPolicy
        {
            ModelTable = [HandPolicy.Model(0, "a") with { Timeout = TimeSpan.FromSeconds(3) }, HandPolicy.Model(1, "b")],
            FallbackValue = new() { Steps = [new(1, null)] },
        };
        using var desk = new Desk(policy, new FakeModel(Answer.NeverAndDeaf()), new FakeModel(Answer.Text("in time")));

        Assert.Equal("in time", (await desk.WithClock(desk.AskAsync(streaming, cancellationToken: Token), TimeSpan.FromSeconds(1))).Text);
        Assert.InRange(desk.Trace.Attempts[0].Duration, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(99));
    }

    [Fact]
    public async Task AnsweringModelIsNotTriedAgainAsItsOwnFallback()
    {
        var policy = new HandPolicy
        {
            ModelTable = [HandPolicy.Model(0, "a"), HandPolicy.Model(1, "b")],
            FallbackValue = new() { Steps = [new(0, TimeSpan.FromSeconds(20)), new(1, null)] },
        };
        using var desk = new Desk(policy, new FakeModel(Answer.Fails(503)), new FakeModel());

        await desk.AskAsync(cancellationToken: Token);

        Assert.Equal([1, 1], desk.Models.Select(m => m.Calls));
    }

    private static Desk TwoWithFallback(FakeModel a, FakeModel b) => new(
        new HandPolicy { ModelTable = [HandPolicy.Model(0, "a"), HandPolicy.Model(1, "b")], FallbackValue = new() { Steps = [new(1, null)] } }, a, b);
}
