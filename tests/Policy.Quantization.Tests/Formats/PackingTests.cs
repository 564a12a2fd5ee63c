using CsCheck;
using OptPolicy.Quantization.Formats;
using OptPolicy.Quantization.Formats.Numbers;
using OptPolicy.Quantization.Formats.Packing;
using OptPolicy.Quantization.Methods;

namespace OptPolicy.Quantization.Tests.Formats;

public sealed class PackingTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(8)]
    public void CodesSurvivePacking(int bits)
        => Gen.Byte[0, (byte)((1 << bits) - 1)].Array[0, 40].Sample(codes =>
        {
            var packed = new byte[(codes.Length * bits + 7) / 8];
            NBitsPacking.Pack(codes, bits, packed);
            var unpacked = new byte[codes.Length];
            NBitsPacking.Unpack(packed, bits, unpacked);
            return codes.AsSpan().SequenceEqual(unpacked);
        }, iter: 200, seed: "0000KsQ1ZXp2");

    [Fact]
    public void TheFirstCodeLiesInTheLowestBits()
    {
        var packed = new byte[1];

        NBitsPacking.Pack([1, 2, 3, 0], 2, packed);
        Assert.Equal(0b00_11_10_01, packed[0]);

        NBitsPacking.Pack([0xA, 0x5], 4, packed);
        Assert.Equal(0x5A, packed[0]);
    }

    [Fact]
    public void AShortLastGroupIsPaddedWithItsZeroPoint()
    {
        var matrix = MatrixQuantizer.Quantize(Matrices.Normal(3 * 40, 2), 3, 40, DefaultGrid.Of("int4"), QuantizationMethod.Rtn).Matrix;

        var packed = NBitsPacking.Codes(matrix);
        var zeros = NBitsPacking.ZeroPoints(matrix)!;

        Assert.Equal(3 * 2 * 16, packed.Length);
        Assert.Equal(3, zeros.Length);
        var codes = new byte[64];
        NBitsPacking.Unpack(packed.AsSpan(32, 32), 4, codes);
        Assert.Equal(matrix.Codes[40..80], codes[..40]);
        Assert.All(codes[40..], code => Assert.Equal(zeros[1] >> 4, code));
    }

    [Fact]
    public void FourZeroPointsOfTwoBitsShareAByteAndRowsStartAnew()
    {
        var matrix = MatrixQuantizer.Quantize(Matrices.Normal(2 * 80, 2), 2, 80, DefaultGrid.Of("int2"), QuantizationMethod.Rtn).Matrix;

        var zeros = NBitsPacking.ZeroPoints(matrix)!;

        Assert.Equal(4, zeros.Length);
        Assert.Equal(matrix.ZeroPoints![4], zeros[1]);
        Assert.Equal(matrix.ZeroPoints[5] | matrix.ZeroPoints[6] << 2 | matrix.ZeroPoints[7] << 4 | matrix.ZeroPoints[8] << 6, zeros[2]);
    }

    [Fact]
    public void StoredNvFp4GivesTheWeightsBack()
    {
        var matrix = MatrixQuantizer.Quantize(Matrices.Normal(4 * 48, 3), 4, 48, DefaultGrid.Of("nvfp4"), QuantizationMethod.Rtn).Matrix;
        var packed = FloatPacking.E2M1(matrix);
        var scales = FloatPacking.NvFp4Scales(matrix);
        var decoded = matrix.Decode();

        for (var i = 0; i < decoded.Length; i++)
        {
            var code = (byte)(packed[i / 2] >> (i % 2 * 4) & 15);
            Assert.Equal(decoded[i], Fp4E2M1.Decode(code) * (Fp8E4M3.Decode(scales[i / 16]) * matrix.TensorScale));
        }
    }

    [Fact]
    public void StoredMxFp4GivesTheWeightsBack()
    {
        var matrix = MatrixQuantizer.Quantize(Matrices.Normal(4 * 64, 3, 1e-4), 4, 64, DefaultGrid.Of("mxfp4"), QuantizationMethod.Rtn).Matrix;
        var packed = FloatPacking.E2M1(matrix);
        var scales = FloatPacking.MxFp4Scales(matrix);
        var decoded = matrix.Decode();

        for (var i = 0; i < decoded.Length; i++)
            Assert.Equal(decoded[i], Fp4E2M1.Decode((byte)(packed[i / 2] >> (i % 2 * 4) & 15)) * Fp8E8M0.Decode(scales[i / 32]));
    }

    [Fact]
    public void SignedIntegersAreTheCodesLess128InEitherOrder()
    {
        var matrix = MatrixQuantizer.Quantize(Matrices.Normal(3 * 5, 3), 3, 5, DefaultGrid.Of("int8"), QuantizationMethod.Rtn).Matrix;
        var signed = Int8Packing.Signed(matrix);
        var transposed = Int8Packing.SignedTransposed(matrix);

        for (var i = 0; i < signed.Length; i++)
        {
            Assert.Equal(matrix.Decode()[i], signed[i] * matrix.Scales[i / 5]);
            Assert.Equal(signed[i], transposed[i % 5 * 3 + i / 5]);
        }
    }

    [Fact]
    public void GridsThatMatMulNBitsCannotHoldAreRefused()
        => Assert.Throws<QuantizationException>(() => NBitsPacking.Codes(MatrixQuantizer.Quantize(new float[32], 1, 32, DefaultGrid.Of("int8"), QuantizationMethod.Rtn).Matrix));
}
