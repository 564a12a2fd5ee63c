using OptPolicy.Kernels.Decoding;
using OptPolicy.Kernels.Models;

namespace OptPolicy.Kernels.Tests.Decoding;

public sealed class ExportedGraphTests
{
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void MaskPositionsAndCacheAreThoseOfTheSequence(bool halfPrecision, bool narrow)
    {
        using var model = new ExportedGraph { IsHalfPrecision = halfPrecision, HasNarrowInputs = narrow }.Open();
        using var lane = model.CreateLane();

        Assert.Equal(ExportedGraph.Expected([3, 1, 2]), lane.Run([3, 1, 2]));
        Assert.Equal(ExportedGraph.Expected([3, 1, 2, 0]), lane.Run([0]));
        lane.Truncate(2);
        Assert.Equal(ExportedGraph.Expected([3, 1, 3, 3]), lane.Run([3, 3]));
        lane.Truncate(0);
        Assert.Equal(ExportedGraph.Expected([1]), lane.Run([1]));
    }

    [Fact]
    public void RowsAskedForAreTheLastOnesOfAGraphThatGivesAll()
    {
        using var model = new ExportedGraph().Open();
        using var lane = model.CreateLane();

        var logits = lane.Run([3, 1, 2], 2);

        // Both rows see the whole call's cache in this arithmetic, so they differ by their tokens alone.
        Assert.Equal(8, logits.Length);
        Assert.Equal(ExportedGraph.Expected([3, 1, 2]), logits[4..]);
        Assert.Equal(ExportedGraph.Expected([3, 1, 2]).Select(logit => logit - 1), logits[..4]);
    }

    [Fact]
    public void GraphThatGivesTheLastRowOnlyCannotVerify()
    {
        using var model = new ExportedGraph { LogitRows = LogitRows.Last }.Open();
        using var lane = model.CreateLane();

        Assert.Equal(ExportedGraph.Expected([3, 1, 2]), lane.Run([3, 1, 2]));
        var error = Assert.Throws<ArgumentException>(() => lane.Run([3, 1], 2));
        Assert.Contains("cannot verify drafts", error.Message, StringComparison.Ordinal);
        Assert.Equal(3, lane.Length);
    }

    [Fact]
    public void PaddedRowsLeaveTheCacheAgain()
    {
        using var model = new ExportedGraph().Open();
        using var lane = model.CreateLane();
        lane.RowMultiple = 2;
        lane.Run([3, 1, 2]);
        lane.RowMultiple = 1;

        Assert.Equal(ExportedGraph.Expected([3, 1, 2, 0]), lane.Run([0]));
    }

    [Fact]
    public void ChunksBoundTheMemoryOfGraphsThatGiveAllRows()
    {
        using var model = new ExportedGraph().Open();
        using var lane = model.CreateLane();

        Assert.InRange(lane.PrefillChunk, 1, Prefill.DefaultChunkTokens);
        Assert.Equal(ExportedGraph.Expected([1, 2, 3, 1, 2]), Prefill.Run(lane, [1, 2, 3, 1, 2], CancellationToken.None).ToArray());
    }
}
