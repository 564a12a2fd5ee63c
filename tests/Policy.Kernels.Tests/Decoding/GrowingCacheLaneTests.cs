using OptPolicy.Kernels.Decoding;
using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Tests.Models;

namespace OptPolicy.Kernels.Tests.Decoding;

public sealed class GrowingCacheLaneTests
{
    [Theory]
    [InlineData(WeightFormat.Fp32)]
    [InlineData(WeightFormat.Q4)]
    public void GrowingAndSharedCachesGiveTheSameLogits(WeightFormat format)
    {
        var folder = TestModels.Tiny(format);
        using var sharing = OpenModel.Of(folder);
        using var copying = OpenModel.Of(folder, OpenModel.Growing(folder.Spec));
        using var shared = sharing.CreateLane();
        using var growing = copying.CreateLane();
        var tokens = OpenModel.Prompt(60);

        Assert.Equal(shared.Run(tokens.AsSpan(0, 37), 2), growing.Run(tokens.AsSpan(0, 37), 2));
        for (var i = 37; i < tokens.Length; i++)
            Assert.Equal(shared.Run(tokens.AsSpan(i, 1)), growing.Run(tokens.AsSpan(i, 1)));
    }

    [Fact]
    public void TruncationLeavesNoResidue()
    {
        var folder = TestModels.Tiny();
        using var model = OpenModel.Of(folder, OpenModel.Growing(folder.Spec));
        using var lane = model.CreateLane();
        using var plain = model.CreateLane();
        var tokens = OpenModel.Prompt(20);
        var expected = plain.RunOneByOne(tokens);

        for (var i = 0; i < tokens.Length; i++)
        {
            lane.Run([tokens[i], 400, 401]);
            lane.Truncate(i);
            Assert.Equal(expected[i], lane.Run([tokens[i]]));
        }
    }

    [Fact]
    public void CopiedPrefixContinuesLikeTheOriginal()
    {
        var folder = TestModels.Tiny();
        using var model = OpenModel.Of(folder, OpenModel.Growing(folder.Spec));
        using var source = model.CreateLane();
        using var target = model.CreateLane();
        var tokens = OpenModel.Prompt(30);
        source.Run(tokens);

        Assert.True(target.TryCopyFrom(source, 25));

        source.Truncate(25);
        Assert.Equal(source.Run([9]), target.Run([9]));
    }

    [Fact]
    public void LanesOfDifferentKindsDoNotCopy()
    {
        var folder = TestModels.Tiny();
        using var sharing = OpenModel.Of(folder);
        using var copying = OpenModel.Of(folder, OpenModel.Growing(folder.Spec));
        using var shared = sharing.CreateLane();
        using var growing = copying.CreateLane();
        growing.Run([4, 5]);
        shared.Run([6, 7]);

        Assert.False(shared.TryCopyFrom(growing, 1));
        Assert.False(growing.TryCopyFrom(shared, 1));
        Assert.Equal([6, 7], shared.Tokens.ToArray());
    }
}
