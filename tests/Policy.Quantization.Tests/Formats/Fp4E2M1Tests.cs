using OptPolicy.Quantization.Formats.Numbers;

namespace OptPolicy.Quantization.Tests.Formats;

public sealed class Fp4E2M1Tests
{
    private static readonly float[] Values = [0f, 0.5f, 1f, 1.5f, 2f, 3f, 4f, 6f];

    [Fact]
    public void TheSixteenCodesHaveTheValuesOfTheSpecification()
    {
        for (byte code = 0; code < 8; code++)
        {
            Assert.Equal(Values[code], Fp4E2M1.Decode(code));
            Assert.Equal(-Values[code], Fp4E2M1.Decode((byte)(code | 8)));
            Assert.Equal(code, Fp4E2M1.Encode(Values[code]));
            Assert.Equal((byte)(code | 8), Fp4E2M1.Encode(-Values[code]));
        }
    }

    [Theory]
    [InlineData(0.25f, 0f)]
    [InlineData(0.75f, 1f)]
    [InlineData(1.25f, 1f)]
    [InlineData(1.75f, 2f)]
    [InlineData(2.5f, 2f)]
    [InlineData(3.5f, 4f)]
    [InlineData(5f, 4f)]
    public void TiesGoToTheEvenMantissa(float value, float rounded)
    {
        Assert.Equal(rounded, Fp4E2M1.Round(value));
        Assert.Equal(-rounded, Fp4E2M1.Round(-value));
    }

    [Fact]
    public void RoundingIsToTheNearestValue()
    {
        for (var value = -7f; value <= 7f; value += 0.01f)
        {
            var nearest = Values.Concat(Values.Select(candidate => -candidate)).Min(candidate => Math.Abs(candidate - value));
            Assert.Equal(nearest, Math.Abs(Fp4E2M1.Round(value) - value));
        }
    }

    [Theory]
    [InlineData(6.5f)]
    [InlineData(1e20f)]
    [InlineData(float.PositiveInfinity)]
    public void ValuesBeyondTheLargestSaturate(float value) => Assert.Equal(6f, Fp4E2M1.Round(value));

    [Theory]
    [InlineData(0, 5.877471754111438e-39)]
    [InlineData(1, 1.1754943508222875e-38)]
    [InlineData(127, 1.0)]
    [InlineData(128, 2.0)]
    [InlineData(254, 1.7014118346046923e+38)]
    public void PowerOfTwoScalesSpanTheirWholeRange(byte code, double value)
    {
        Assert.Equal((float)value, Fp8E8M0.Decode(code));
        Assert.Equal(code, Fp8E8M0.TryEncode((float)value));
    }

    [Theory]
    [InlineData(3f)]
    [InlineData(0f)]
    [InlineData(-2f)]
    [InlineData(float.PositiveInfinity)]
    public void NumbersThatAreNoPowerOfTwoHaveNoScaleCode(float value) => Assert.Null(Fp8E8M0.TryEncode(value));
}
