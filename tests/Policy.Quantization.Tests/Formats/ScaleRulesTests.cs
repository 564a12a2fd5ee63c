using OptPolicy.Quantization.Formats;

namespace OptPolicy.Quantization.Tests.Formats;

public sealed class ScaleRulesTests
{
    [Theory]
    [InlineData(4, -8f, 7f, 1f)]
    [InlineData(4, -3f, 4f, -0.5f)]
    [InlineData(4, -4f, 4f, 0.5f)]
    [InlineData(2, -1f, 0.5f, 0.5f)]
    [InlineData(8, -254f, 100f, 2f)]
    [InlineData(8, 0f, 127f, 1f)]
    [InlineData(4, 0f, 0f, 1f)]
    public void SymmetricIntegersPutTheExtremeOnTheOutermostCode(int bits, float min, float max, float scale)
        => Assert.Equal(new GroupScale(scale, (byte)(1 << (bits - 1))), ScaleRules.SymmetricInteger(bits, min, max));

    [Theory]
    [InlineData(4, -5f, 10f, 1f, 5)]
    [InlineData(4, 5f, 15f, 1f, 0)]
    [InlineData(4, -30f, -15f, 2f, 15)]
    [InlineData(2, -1f, 2f, 1f, 1)]
    [InlineData(8, -1f, 254f, 1f, 1)]
    [InlineData(4, 0f, 0f, 1f, 0)]
    public void AsymmetricIntegersSpanTheRangeAndZero(int bits, float min, float max, float scale, byte zero)
        => Assert.Equal(new GroupScale(scale, zero), ScaleRules.AsymmetricInteger(bits, min, max));

    [Fact]
    public void Fp8PutsTheLargestOn448() => Assert.Equal(2f, ScaleRules.Fp8(896f).Scale);

    [Fact]
    public void NvFp4ReachesTheTensorsLargestWithTheLargestBlockScale()
    {
        var tensor = ScaleRules.NvFp4Tensor(2688f);

        Assert.Equal(1f, tensor);
        Assert.Equal(448f, ScaleRules.NvFp4Block(2688f, tensor).Scale);
        // 10 / 6 = 1.667 lies between the E4M3 values 1.625 and 1.75.
        Assert.Equal(1.625f, ScaleRules.NvFp4Block(10f, tensor).Scale);
        Assert.Equal(1f / 512f, ScaleRules.NvFp4Block(0f, tensor).Scale);
    }

    [Theory]
    [InlineData(6f, 1f)]
    [InlineData(4f, 1f)]
    [InlineData(3.99f, 0.5f)]
    [InlineData(7.9f, 1f)]
    [InlineData(8f, 2f)]
    [InlineData(0.01f, 0.001953125f)]
    [InlineData(0f, 1f)]
    [InlineData(1e-44f, 5.877471754111438e-39f)]
    public void MxFp4ScalesArePowersOfTwoBelowTheLargest(float amax, float scale) => Assert.Equal(scale, ScaleRules.MxFp4(amax).Scale);

    [Theory]
    [InlineData(0.5f, 8)]
    [InlineData(1.5f, 10)]
    [InlineData(-0.5f, 8)]
    [InlineData(-2.5f, 6)]
    [InlineData(100f, 15)]
    [InlineData(-100f, 0)]
    public void IntegersRoundTiesToEvenAndSaturate(float value, byte code)
        => Assert.Equal(code, GridRounding.Encode(NumberFormat.Int4, new(1f, 8), value));

    [Fact]
    public void ANegativeScaleReachesThePositiveExtreme()
    {
        var group = ScaleRules.SymmetricInteger(4, -3f, 4f);

        Assert.Equal(4f, GridRounding.Round(NumberFormat.Int4, group, 4f));
        Assert.Equal(-3f, GridRounding.Round(NumberFormat.Int4, group, -3f));
    }
}
