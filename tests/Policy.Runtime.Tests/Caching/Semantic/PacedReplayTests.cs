using Microsoft.Extensions.AI;
using OptPolicy.Runtime.Tests.Pipeline;
using static OptPolicy.Runtime.Tests.Caching.Semantic.SemanticDesk;

namespace OptPolicy.Runtime.Tests.Caching.Semantic;

public sealed class PacedReplayTests
{
    private const string Long = "Open the login page, press the link below the form and follow the mail.\n\nIt is valid for an hour.";

    private static readonly SemanticCacheSettings Paced = Settings with { PacesReplay = true };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AStoredAnswerIsStreamedWordByWordInItsTime()
    {
        using var desk = Of(Paced, new FakeModel(Answer.Text(Long)));
        await desk.AskAsync(Reset, cancellationToken: Token);
        var start = desk.Clock.GetUtcNow();

        var response = await desk.WithClock(desk.AskAsync(streaming: true, Forgot, cancellationToken: Token), TimeSpan.FromMilliseconds(10));

        Assert.Equal(Long, response.Text);
        Assert.Equal("near", HitOf(response)!.Reason);
        Assert.Equal(ChatFinishReason.Stop, response.FinishReason);
        var words = Long.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Length;
        Assert.Equal(words, desk.Updates.Count(static u => u.Text.Length > 0));
        Assert.True(desk.Clock.GetUtcNow() - start >= TimeSpan.FromSeconds((words - 1) / 50.0));
        Assert.Equal(1, desk.Models[0].Calls);
    }

    [Fact]
    public async Task WholeResponsesAndModelsAnswersDoNotWait()
    {
        using var desk = Of(Paced, new FakeModel(Answer.Text(Long)));
        Assert.Equal(Long, (await desk.AskAsync(streaming: true, Reset, cancellationToken: Token)).Text);
        Assert.Equal(Long, (await desk.AskAsync(Forgot, cancellationToken: Token)).Text);
    }

    [Fact]
    public async Task ACallerWhoLeavesEndsIt()
    {
        using var desk = Of(Paced, new FakeModel(Answer.Text(Long)));
        await desk.AskAsync(Reset, cancellationToken: Token);
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Token);

        var call = desk.AskAsync(streaming: true, Forgot, cancellationToken: leaving.Token);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }
}
