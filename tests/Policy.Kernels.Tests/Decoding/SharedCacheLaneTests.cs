using OptPolicy.Kernels.Decoding;
using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Tests.Models;

namespace OptPolicy.Kernels.Tests.Decoding;

public sealed class SharedCacheLaneTests
{
    [Theory]
    [InlineData(WeightFormat.Fp32)]
    [InlineData(WeightFormat.Q4)]
    [InlineData(WeightFormat.RowQ8)]
    public void WideCallsGiveTheLogitsOfNarrowOnes(WeightFormat format)
    {
        using var model = OpenModel.Tiny(format);
        using var narrow = model.CreateLane();
        using var wide = model.CreateLane();
        var tokens = OpenModel.Prompt(24);

        var expected = narrow.RunOneByOne(tokens);
        var actual = wide.Run(tokens[..8], 8).Concat(wide.Run(tokens.AsSpan(8, 13), 13)).Concat(wide.Run(tokens.AsSpan(21), 3));

        Assert.Equal(expected.SelectMany(row => row), actual);
        Assert.Equal(tokens, wide.Tokens.ToArray());
    }

    [Fact]
    public void OnlyTheRowsAskedForAreComputed()
    {
        using var model = OpenModel.Tiny();
        using var all = model.CreateLane();
        using var last = model.CreateLane();
        var tokens = OpenModel.Prompt(9);

        Assert.Equal(all.Run(tokens, 9).AsSpan(6 * 512).ToArray(), last.Run(tokens, 3));
    }

    [Fact]
    public void TruncationLeavesNoResidue()
    {
        using var model = OpenModel.Tiny();
        using var plain = model.CreateLane();
        using var speculating = model.CreateLane();
        var tokens = OpenModel.Prompt(40);
        var garbage = OpenModel.Prompt(16, seed: 99);

        var expected = plain.RunOneByOne(tokens);
        for (var i = 0; i < tokens.Length; i++)
        {
            speculating.Run([tokens[i], .. garbage.AsSpan(0, i % 16)]);
            speculating.Truncate(i);
            Assert.Equal(expected[i], speculating.Run([tokens[i]]));
        }
    }

    [Fact]
    public void GrowingMemoryKeepsTheCacheBitForBit()
    {
        using var model = OpenModel.Tiny();
        using var grown = model.CreateLane();
        using var large = model.CreateLane();
        var tokens = OpenModel.Prompt(300);
        large.Run(OpenModel.Prompt(400, seed: 2));
        large.Truncate(0);

        var before = grown.AllocatedBytes;
        grown.Run(tokens.AsSpan(0, 200));
        var small = grown.AllocatedBytes;
        grown.Run(tokens.AsSpan(200, 99));

        Assert.Equal(0, before);
        Assert.True(grown.AllocatedBytes > small);
        large.Run(tokens.AsSpan(0, 299));
        Assert.Equal(large.Run(tokens.AsSpan(299)), grown.Run(tokens.AsSpan(299)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(400)]
    [InlineData(512)]
    public void MemoryIsWhatWasForetold(int tokens)
    {
        using var model = OpenModel.Tiny();
        using var lane = model.CreateLane();
        Prefill.Run(lane, OpenModel.Prompt(tokens), CancellationToken.None);

        Assert.Equal(lane.BytesFor(tokens), lane.AllocatedBytes);
        Assert.InRange(lane.AllocatedBytes, tokens * model.KeyValueBytesPerToken, 513 * model.KeyValueBytesPerToken);
    }

    [Fact]
    public void ReleasedLaneGivesItsMemoryBackAndStaysUsable()
    {
        using var model = OpenModel.Tiny();
        using var lane = model.CreateLane();
        var tokens = OpenModel.Prompt(20);
        var first = lane.Run(tokens);

        lane.Release();

        Assert.Equal(0, lane.AllocatedBytes);
        Assert.Equal(0, lane.Length);
        Assert.Equal(first, lane.Run(tokens));
    }

    [Fact]
    public void WholeContextIsUsable()
    {
        using var model = OpenModel.Tiny();
        using var lane = model.CreateLane(64);
        using var roomy = model.CreateLane();
        var tokens = OpenModel.Prompt(64);

        lane.Run(tokens.AsSpan(0, 63));
        roomy.Run(tokens.AsSpan(0, 63));

        Assert.Equal(roomy.Run(tokens.AsSpan(63)), lane.Run(tokens.AsSpan(63)));
    }

    [Fact]
    public void LastPositionOfTheModelsContextIsUsable()
    {
        using var model = OpenModel.Tiny();
        using var lane = model.CreateLane();
        Prefill.Run(lane, OpenModel.Prompt(511), CancellationToken.None);

        Assert.All(lane.Run([7]), logit => Assert.True(float.IsFinite(logit)));
    }

    [Fact]
    public void TooManyTokensNameTheContext()
    {
        using var model = OpenModel.Tiny();
        using var lane = model.CreateLane(64);
        lane.Run(OpenModel.Prompt(60));

        var error = Assert.Throws<ArgumentException>(() => lane.Run(OpenModel.Prompt(5)));
        Assert.Contains("context of 64 tokens", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Prefill.Run(lane, OpenModel.Prompt(5), CancellationToken.None));
        Assert.Equal(60, lane.Length);
    }

    [Fact]
    public void NonsenseIsRefusedAndChangesNothing()
    {
        using var model = OpenModel.Tiny();
        using var lane = model.CreateLane();
        lane.Run([5, 6]);

        Assert.Throws<ArgumentException>(() => lane.Run([]));
        Assert.Throws<ArgumentException>(() => lane.Run([1], 2));
        Assert.Throws<ArgumentException>(() => lane.Run([1], 0));
        Assert.Throws<ArgumentException>(() => lane.Run([512]));
        Assert.Throws<ArgumentException>(() => lane.Run([-1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => lane.Truncate(3));
        Assert.Throws<ArgumentOutOfRangeException>(() => lane.Truncate(-1));
        Assert.Equal([5, 6], lane.Tokens.ToArray());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void SteadyCallsAllocateNothing(int width)
    {
        using var model = OpenModel.Tiny();
        using var lane = model.CreateLane();
        using var source = new CancellationTokenSource();
        var tokens = OpenModel.Prompt(width);
        for (var i = 0; i < 3; i++)
        {
            lane.Forward(tokens, width, source.Token);
            lane.Truncate(0);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 20; i++)
        {
            lane.Forward(tokens, width, source.Token);
            if (i % 2 == 0)
                lane.Truncate(0);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void ManyShapesKeepTheirMeaning()
    {
        using var model = OpenModel.Tiny(WeightFormat.Fp32);
        using var lane = model.CreateLane();
        using var check = model.CreateLane();
        var tokens = OpenModel.Prompt(14);
        var expected = check.RunOneByOne(tokens);

        for (var width = 1; width <= 14; width++)
        {
            for (var rows = 1; rows <= width; rows++)
            {
                lane.Truncate(0);
                var logits = lane.Run(tokens.AsSpan(0, width), rows);
                Assert.Equal(expected[width - rows], logits[..512]);
                Assert.Equal(expected[width - 1], logits[^512..]);
            }
        }
    }

    [Fact]
    public void PairedRowsAreForgottenAtOnce()
    {
        using var model = OpenModel.Tiny();
        using var paired = model.CreateLane();
        using var plain = model.CreateLane();
        paired.RowMultiple = 2;
        var tokens = OpenModel.Prompt(21);

        var expected = plain.RunOneByOne(tokens);
        var actual = paired.Run(tokens.AsSpan(0, 7), 3).Concat(paired.Run(tokens.AsSpan(7, 1))).Concat(paired.Run(tokens.AsSpan(8), 2));

        Assert.Equal([.. expected[4], .. expected[5], .. expected[6], .. expected[7], .. expected[19], .. expected[20]], actual);
        Assert.Equal(tokens, paired.Tokens.ToArray());
        Assert.Equal(511, paired.Capacity);
    }

    [Fact]
    public void PairedRowsAlsoFitTheWholeContext()
    {
        using var model = OpenModel.Tiny();
        using var lane = model.CreateLane();
        lane.RowMultiple = 2;

        Prefill.Run(lane, OpenModel.Prompt(511), CancellationToken.None);

        Assert.Equal(511, lane.Length);
    }

    [Fact]
    public void CopiedPrefixContinuesLikeTheOriginal()
    {
        using var model = OpenModel.Tiny();
        using var source = model.CreateLane();
        using var target = model.CreateLane();
        var tokens = OpenModel.Prompt(310);
        Prefill.Run(source, tokens, CancellationToken.None);
        target.Run(OpenModel.Prompt(8, seed: 3));

        Assert.True(target.TryCopyFrom(source, 300));

        Assert.Equal(tokens[..300], target.Tokens.ToArray());
        source.Truncate(300);
        Assert.Equal(source.Run(tokens.AsSpan(300, 1)), target.Run(tokens.AsSpan(300, 1)));
    }

    [Fact]
    public void HiddenRowsAreThoseOfTheLastCall()
    {
        using var model = OpenModel.Of(TestModels.Llama(new TestLlama { HiddenOutputs = true }));
        using var lane = model.CreateLane();
        var tokens = OpenModel.Prompt(5);
        lane.Run(tokens);
        var wide = lane.Hidden.ToArray();
        lane.Truncate(4);
        lane.Run(tokens.AsSpan(4));

        Assert.Equal(5 * 3 * 128, wide.Length);
        Assert.Equal(wide[^(3 * 128)..], lane.Hidden.ToArray());
    }

    [Fact]
    public void LanesOutliveTheirModel()
    {
        var model = OpenModel.Tiny();
        using var lane = model.CreateLane();
        model.Dispose();
        model.Dispose();

        Assert.Equal(512, lane.Run([3]).Length);
        Assert.Throws<ObjectDisposedException>(model.CreateLane);
    }
}
