using Microsoft.Extensions.AI;
using OptPolicy.Runtime.Tests.Pipeline;

namespace OptPolicy.Runtime.Tests.Attempts;

public sealed class StreamCommitTests
{
    private static readonly IOException Reset = new("connection reset");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task StreamThatBreaksBeforeItsCommitPointIsReplacedUnseen()
    {
        using var desk = Streaming(new() { Commit = StreamCommit.AfterTokens, CommitAfterTokens = 10 }, Answer.BreaksInTheMiddle("only three words", Reset));

        Assert.Equal("the whole answer", (await desk.AskAsync(streaming: true, cancellationToken: Token)).Text);
        Assert.DoesNotContain(desk.Updates, u => u.Text.Contains("three", StringComparison.Ordinal));
        Assert.Equal([OutcomeClass.Transient, OutcomeClass.Ok], desk.Trace.Attempts.Select(a => a.Outcome));
        Assert.Equal(1, desk.Models[0].DisposedStreams);
    }

    [Fact]
    public async Task StreamThatBreaksAfterItsCommitPointSurfacesWithPolicyModelAndSetting()
    {
        using var desk = Streaming(new() { Commit = StreamCommit.FirstToken }, Answer.BreaksInTheMiddle("already seen", Reset));

        var error = await Assert.ThrowsAsync<StreamInterruptedException>(() => desk.AskAsync(streaming: true, cancellationToken: Token));

        Assert.Equal(("Desk", "a", OutcomeClass.Transient), (error.Policy, error.Model, error.Outcome));
        Assert.Contains("'commit: end'", error.Message, StringComparison.Ordinal);
        Assert.Same(Reset, error.InnerException);
        Assert.Equal("already seen", string.Concat(desk.Updates.Select(u => u.Text)));
        Assert.Equal((OutcomeClass.Transient, 0), (desk.Trace.Outcome, desk.Models[1].Calls));
        Assert.True(desk.Trace.Cost > 0, "a broken stream costs something");
        Assert.Equal(1, desk.Models[0].DisposedStreams);
    }

    [Fact]
    public async Task StreamThatJustStopsIsAFailureBeforeTheCommitPoint()
    {
        using var desk = Streaming(new() { Commit = StreamCommit.End }, Answer.CutShort("it looks complete"));

        Assert.Equal("the whole answer", (await desk.AskAsync(streaming: true, cancellationToken: Token)).Text);
        Assert.Equal(OutcomeClass.Truncated, desk.Trace.Attempts[0].Outcome);
    }

    [Fact]
    public async Task StreamThatJustStopsAfterTheCommitPointIsNeverACleanEnd()
    {
        using var desk = Streaming(new() { Commit = StreamCommit.FirstToken }, Answer.CutShort("it looks complete"));

        var error = await Assert.ThrowsAsync<StreamInterruptedException>(() => desk.AskAsync(streaming: true, cancellationToken: Token));

        Assert.Equal(OutcomeClass.Truncated, error.Outcome);
        Assert.Equal(OutcomeClass.Truncated, error.Trace!.Attempts[0].Outcome);
    }

    [Fact]
    public async Task ClientsThatNeverGiveAFinishReasonCanBeDeclaredComplete()
    {
        using var desk = new Desk(
            new HandPolicy { ModelTable = [HandPolicy.Model(0, "a")] }, static o => o.RequireFinishReason = false, new FakeModel(Answer.CutShort("it is complete")));

        Assert.Equal("it is complete", (await desk.AskAsync(streaming: true, cancellationToken: Token)).Text);
        Assert.Equal(OutcomeClass.Ok, desk.Trace.Outcome);
    }

    [Fact]
    public async Task StreamThatStallsAfterItsCommitPointTimesOut()
    {
        using var desk = Streaming(new() { Commit = StreamCommit.FirstToken }, Answer.StallsInTheMiddle("and then"));

        var error = await Assert.ThrowsAsync<StreamInterruptedException>(() => desk.WithClock(desk.AskAsync(streaming: true, cancellationToken: Token), TimeSpan.FromSeconds(10)));

        Assert.Equal(OutcomeClass.Timeout, error.Outcome);
        await desk.Models[0].StreamDisposed.WaitAsync(Token);
    }

    [Fact]
    public async Task SlowButSteadyStreamMayTakeLongerThanOnePause()
    {
        using var desk = Streaming(new(), new Answer { Words = "slow", InTheMiddle = static _ => Task.CompletedTask });
        var clock = desk.Clock;
        var stream = desk.Client.GetStreamingResponseAsync(Desk.Prompt("hello"), cancellationToken: Token);

        var seen = 0;
        await foreach (var update in stream)
        {
            seen += update.Contents.Count;
            clock.Advance(TimeSpan.FromSeconds(70));
        }

        Assert.True(seen > 0, "the stream has content");
        Assert.Equal(OutcomeClass.Ok, desk.Trace.Outcome);
    }

    [Fact]
    public async Task CallerThatStopsReadingEndsTheProvidersStreamAndStillPays()
    {
        using var desk = Streaming(new(), Answer.StallsInTheMiddle("more than one word"));

        await foreach (var update in desk.Client.GetStreamingResponseAsync(Desk.Prompt("hello"), cancellationToken: Token))
        {
            if (update.Text.Length > 0) break;
        }

        Assert.Equal((1, 1), (desk.Models[0].OpenStreams, desk.Models[0].DisposedStreams));
        Assert.Equal(OutcomeClass.Cancelled, desk.Trace.Outcome);
        Assert.True(desk.Trace.Cost > 0, "what was streamed is not free");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task CancellationStopsTheAttemptAndIsNotARetryableFailure(bool streaming)
    {
        using var desk = Streaming(new() { RetryCount = 3 }, Answer.Never());
        using var caller = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var call = desk.AskAsync(streaming, cancellationToken: caller.Token);

        await caller.CancelAsync();
        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);

        Assert.Equal(caller.Token, error.CancellationToken);
        Assert.Equal((OutcomeClass.Cancelled, 1, 0), (desk.Trace.Outcome, desk.Models[0].Calls, desk.Models[1].Calls));
    }

    [Fact]
    public async Task CallerThatCancelsInTheMiddleOfAStreamIsHeardAtOnce()
    {
        using var desk = Streaming(new(), new Answer { Words = "some words", InTheMiddle = static _ => new TaskCompletionSource().Task });
        using var caller = CancellationTokenSource.CreateLinkedTokenSource(Token);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var update in desk.Client.GetStreamingResponseAsync(Desk.Prompt("hello"), cancellationToken: caller.Token))
            {
                if (update.Text.Contains("words", StringComparison.Ordinal)) await caller.CancelAsync();
            }
        });

        Assert.Equal(OutcomeClass.Cancelled, desk.Trace.Outcome);
    }

    [Fact]
    public async Task StreamedPartsAddUpToTheAnswerWithUsageAndFinishReason()
    {
        using var desk = Streaming(new(), Answer.Text("one two three"));

        var response = await desk.AskAsync(streaming: true, cancellationToken: Token);

        Assert.Equal(("one two three", ChatFinishReason.Stop, 150L), (response.Text, response.FinishReason, response.Usage!.TotalTokenCount));
        Assert.Single(response.Messages);
        Assert.NotNull(desk.Updates[^1].GetDecisionTrace());
        Assert.All(desk.Updates.SkipLast(1), u => Assert.Null(u.GetDecisionTrace()));
    }

    private static Desk Streaming(FallbackSettings fallback, Answer first) => new(
        new HandPolicy
        {
            ModelTable = [HandPolicy.Model(0, "a"), HandPolicy.Model(1, "b")],
            FallbackValue = fallback with { Steps = [new(1, null)] },
        },
        new FakeModel(first), new FakeModel(Answer.Text("the whole answer")));
}
