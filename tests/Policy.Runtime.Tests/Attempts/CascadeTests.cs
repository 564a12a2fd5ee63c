using Microsoft.Extensions.AI;
using OptPolicy.Runtime.Tests.Pipeline;

namespace OptPolicy.Runtime.Tests.Attempts;

public sealed class CascadeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task UnsureAnswerEscalatesAndNobodySeesIt(bool streaming)
    {
        using var desk = Triage(new FakeModel(Answer.Sure("unsure", 0.2)), new FakeModel(Answer.Sure("sure", 0.9)), new FakeModel());

        Assert.Equal("sure", (await desk.AskAsync(streaming, cancellationToken: Token)).Text);

        Assert.Equal([OutcomeClass.LowConfidence, OutcomeClass.Ok], desk.Trace.Attempts.Select(a => a.Outcome));
        Assert.Equal(["rule", "cascade"], desk.Trace.Attempts.Select(a => a.Reason));
        Assert.Equal(0.0006m, desk.Trace.Cost);
        Assert.DoesNotContain(desk.Updates, u => u.Text.Contains("unsure", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task LastStepAlwaysAnswersAndAnswerWithoutConfidenceIsUnsure(bool streaming)
    {
        using var desk = Triage(new FakeModel(Answer.Text("no confidence")), new FakeModel(Answer.Sure("unsure", 0.5)), new FakeModel(Answer.Text("last")));

        Assert.Equal("last", (await desk.AskAsync(streaming, cancellationToken: Token)).Text);
        Assert.Equal(3, desk.Trace.Attempts.Length);
    }

    [Fact]
    public async Task LastStepStreamsLive()
    {
        var end = new TaskCompletionSource();
        using var desk = Triage(new FakeModel(Answer.Sure("unsure", 0)), new FakeModel(Answer.Sure("unsure", 0)), new FakeModel(new Answer { Words = "live words", InTheMiddle = token => end.Task.WaitAsync(token) }));

        var stream = desk.Client.GetStreamingResponseAsync(Desk.Prompt("hello"), cancellationToken: Token).GetAsyncEnumerator(Token);
        await using var _ = stream;
        var text = "";
        while (text != "live words")
        {
            Assert.True(await stream.MoveNextAsync());
            text += stream.Current.Text;
        }

        end.SetResult();
        while (await stream.MoveNextAsync())
        {
            // to the end
        }

        Assert.Equal("c", desk.Trace.Model);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task FailingStepEscalatesToo(bool streaming)
    {
        using var desk = Triage(new FakeModel(Answer.Fails(500)), new FakeModel(Answer.Sure("sure", 0.9)), new FakeModel());

        Assert.Equal("sure", (await desk.AskAsync(streaming, cancellationToken: Token)).Text);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task UnacceptedAnswerIsBetterThanNone(bool streaming)
    {
        using var desk = Triage(new FakeModel(Answer.Sure("first", 0.2)), new FakeModel(Answer.Sure("second", 0.3)), new FakeModel(Answer.Fails(503)));

        Assert.Equal("second", (await desk.AskAsync(streaming, cancellationToken: Token)).Text);
        Assert.Equal((OutcomeClass.LowConfidence, "b"), (desk.Trace.Outcome, desk.Trace.Model));
    }

    [Fact]
    public async Task BadRequestDoesNotClimbTheCascade()
    {
        using var desk = Triage(new FakeModel(Answer.Fails(400)), new FakeModel(), new FakeModel());

        await Assert.ThrowsAsync<NoAnswerException>(() => desk.AskAsync(cancellationToken: Token));
        Assert.Equal([1, 0, 0], desk.Models.Select(m => m.Calls));
    }

    private static Desk Triage(FakeModel a, FakeModel b, FakeModel c) => new(
        new HandPolicy
        {
            ModelTable = [HandPolicy.Model(0, "a"), HandPolicy.Model(1, "b"), HandPolicy.Model(2, "c")],
            PlanTable = [new(0, "triage", IsCascade: true, [0, 1, 2])],
            Accepts = static (_, response) => response.Confidence >= 0.7,
        },
        a, b, c);
}
