using OptPolicy.Kernels.Decoding;
using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Tests.Models;

namespace OptPolicy.Kernels.Tests.Decoding;

public sealed class PrefillTests
{
    [Fact]
    public void ChunksGiveTheLogitsOfOneCall()
    {
        using var model = OpenModel.Tiny();
        using var chunked = model.CreateLane();
        using var whole = model.CreateLane();
        var tokens = OpenModel.Prompt(500);
        var chunks = new List<int>();

        var logits = Prefill.Run(chunked, tokens, CancellationToken.None, chunks.Add).ToArray();

        Assert.Equal(whole.Run(tokens), logits);
        Assert.Equal([128, 128, 128, 116], chunks);
    }

    [Fact]
    public async Task CancelledPromptLeavesAUsableLane()
    {
        using var model = OpenModel.Of(Slow());
        using var lane = model.CreateLane();
        using var fresh = model.CreateLane();
        var tokens = OpenModel.Prompt(2000);
        using var source = new CancellationTokenSource();

        // The token fires while the second chunk runs: the first one's end triggers it from another thread.
        var cancelling = Task.CompletedTask;
        Assert.ThrowsAny<OperationCanceledException>(() => Prefill.Run(lane, tokens, source.Token, _ => cancelling = Task.Run(source.Cancel)).Length);
        await cancelling;

        Assert.True(lane.Length % Prefill.DefaultChunkTokens == 0 && lane.Length < tokens.Length, $"{lane.Length} tokens were kept");
        var done = lane.Length;
        Assert.Equal(
            Prefill.Run(fresh, tokens.AsSpan(0, done + 40), CancellationToken.None).ToArray(),
            lane.Run(tokens.AsSpan(done, 40)));
    }

    [Fact]
    public void RunningCallEndsWhenItIsCancelled()
    {
        using var model = OpenModel.Of(Slow());
        using var lane = model.CreateLane();
        lane.Run([3, 4, 5]);
        using var source = new CancellationTokenSource();
        var tokens = OpenModel.Prompt(2000);

        // One call of 2,000 tokens takes a second; the flag is only heard while it runs.
        var cancelling = new Thread(() =>
        {
            Thread.SpinWait(1000);
            source.Cancel();
        });
        cancelling.Start();
        Assert.ThrowsAny<OperationCanceledException>(() => lane.Run(tokens, source.Token));
        cancelling.Join();

        Assert.Equal([3, 4, 5], lane.Tokens.ToArray());
        using var fresh = model.CreateLane();
        fresh.Run([3, 4, 5]);
        Assert.Equal(fresh.Run([6]), lane.Run([6]));
    }

    [Fact]
    public void CancelledTokenRunsNothing()
    {
        using var model = OpenModel.Tiny();
        using var lane = model.CreateLane();

        Assert.ThrowsAny<OperationCanceledException>(() => lane.Run([3], new CancellationToken(canceled: true)));
        Assert.ThrowsAny<OperationCanceledException>(() => Prefill.Run(lane, [3], new CancellationToken(canceled: true)).Length);
        Assert.Equal(0, lane.Length);
    }

    private static DecoderFolder Slow() => TestModels.Llama(new TestLlama
    {
        Shape = new()
        {
            VocabularySize = 512, HiddenSize = 256, Layers = 4, Heads = 4, KeyValueHeads = 2, HeadDimension = 64, FeedForwardSize = 512, ContextTokens = 2048,
        },
    });
}
