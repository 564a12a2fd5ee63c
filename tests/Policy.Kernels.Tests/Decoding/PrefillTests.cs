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
    public void CancelledPromptLeavesAUsableLane()
    {
        using var model = OpenModel.Tiny();
        using var lane = model.CreateLane();
        using var fresh = model.CreateLane();
        var tokens = OpenModel.Prompt(500);
        using var source = new CancellationTokenSource();

        Assert.ThrowsAny<OperationCanceledException>(() => Prefill.Run(lane, tokens, source.Token, _ => source.Cancel()).Length);

        Assert.Equal(tokens[..Prefill.DefaultChunkTokens], lane.Tokens.ToArray());
        Assert.Equal(
            Prefill.Run(fresh, tokens, CancellationToken.None).ToArray(),
            Prefill.Run(lane, tokens.AsSpan(lane.Length), CancellationToken.None).ToArray());
    }

    [Fact]
    public void RunningCallEndsWhenItIsCancelled()
    {
        using var model = OpenModel.Of(Slow());
        using var lane = model.CreateLane();
        using var fresh = model.CreateLane();
        lane.Run([3, 4, 5]);
        var tokens = OpenModel.Prompt(2000);

        // The flag is heard only while the call runs. A busy machine may let the call end first; then it is tried again.
        var isCancelled = false;
        for (var attempt = 0; attempt < 20 && !isCancelled; attempt++)
            isCancelled = IsCancelledHalfway(lane, tokens);

        Assert.True(isCancelled);
        Assert.Equal([3, 4, 5], lane.Tokens.ToArray());
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

    private static bool IsCancelledHalfway(DecoderLane lane, int[] tokens)
    {
        using var source = new CancellationTokenSource();
        var cancelling = new Thread(() =>
        {
            Thread.SpinWait(1000);
            source.Cancel();
        });
        cancelling.Start();
        try
        {
            lane.Run(tokens, source.Token);
            lane.Truncate(lane.Length - tokens.Length);
            return false;
        }
        catch (OperationCanceledException)
        {
            return true;
        }
        finally
        {
            cancelling.Join();
        }
    }

    private static DecoderFolder Slow() => TestModels.Llama(new TestLlama
    {
        Shape = new()
        {
            VocabularySize = 512,
            HiddenSize = 256,
            Layers = 4,
            Heads = 4,
            KeyValueHeads = 2,
            HeadDimension = 64,
            FeedForwardSize = 512,
            ContextTokens = 2048,
        },
    });
}
