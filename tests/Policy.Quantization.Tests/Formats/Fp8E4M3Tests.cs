using CsCheck;
using OptPolicy.Quantization.Formats.Numbers;

namespace OptPolicy.Quantization.Tests.Formats;

public sealed class Fp8E4M3Tests
{
    [Fact]
    public void EveryCodeHasTheValueThatItsBitsSpell()
    {
        for (var code = 0; code < 256; code++)
        {
            var exponent = code >> 3 & 15;
            var mantissa = code & 7;
            var value = exponent == 0 ? mantissa / 8.0 * Math.Pow(2, -6) : (1 + mantissa / 8.0) * Math.Pow(2, exponent - 7);
            if (code >> 7 == 1)
                value = -value;

            if ((code & 0x7F) == 0x7F)
                Assert.True(float.IsNaN(Fp8E4M3.Decode((byte)code)));
            else
                Assert.Equal(value, Fp8E4M3.Decode((byte)code));
        }
    }

    [Fact]
    public void EveryCodeSurvivesDecodingAndEncoding()
    {
        for (var code = 0; code < 256; code++)
            Assert.Equal((byte)code, Fp8E4M3.Encode(Fp8E4M3.Decode((byte)code)));
    }

    [Theory]
    [InlineData(1.0625f, 0x38)] // between 1 and 1.125: the even mantissa is 1's
    [InlineData(1.1875f, 0x3A)] // between 1.125 and 1.25
    [InlineData(0.0009765625f, 0x00)] // half the smallest subnormal
    [InlineData(0.0029296875f, 0x02)] // between 1 and 2 subnormal steps
    [InlineData(0.0146484375f, 0x08)] // between the largest subnormal and the smallest normal
    [InlineData(400f, 0x7C)] // between 384 and 416
    [InlineData(432f, 0x7E)] // between 416 and 448
    [InlineData(-1.0625f, 0xB8)]
    public void TiesGoToTheEvenMantissa(float value, byte code) => Assert.Equal(code, Fp8E4M3.Encode(value));

    [Theory]
    [InlineData(449f, 0x7E)]
    [InlineData(464f, 0x7E)]
    [InlineData(1e30f, 0x7E)]
    [InlineData(float.PositiveInfinity, 0x7E)]
    [InlineData(float.NegativeInfinity, 0xFE)]
    [InlineData(-500f, 0xFE)]
    public void ValuesBeyondTheLargestSaturate(float value, byte code) => Assert.Equal(code, Fp8E4M3.Encode(value));

    [Fact]
    public void NaNStaysNaN() => Assert.True(float.IsNaN(Fp8E4M3.Round(float.NaN)));

    [Fact]
    public void RoundingIsToTheNearestOfAllValues()
    {
        var values = Enumerable.Range(0, 256).Select(code => Fp8E4M3.Decode((byte)code)).Where(float.IsFinite).ToArray();
        Gen.Float[-500f, 500f].Sample(value =>
        {
            var distance = values.Min(candidate => Math.Abs((double)candidate - value));
            return Math.Abs((double)Fp8E4M3.Round(value) - value) == distance;
        }, iter: 500, seed: "0000KsQ1ZXp2");
    }
}
