using OptPolicy.Quantization.Formats;
using OptPolicy.Quantization.Methods;

namespace OptPolicy.Quantization.Tests.Formats;

public sealed class GridProofTests
{
    public static TheoryData<string, int?> Formats => new()
    {
        { "int2", null }, { "int4", null }, { "int4", 128 }, { "int8", null }, { "int8", 32 }, { "fp8", null }, { "nvfp4", null }, { "mxfp4", null },
    };

    [Theory]
    [MemberData(nameof(Formats))]
    public void QuantisedWeightsAreOnTheGridAndDriftedOnesAreNot(string format, int? group)
    {
        var grid = DefaultGrid.Of(format, group);
        var matrix = MatrixQuantizer.Quantize(Matrices.Normal(6 * 128, 1), 6, 128, grid, QuantizationMethod.Rtn).Matrix;
        var weights = matrix.Decode();

        Assert.Null(GridProof.Problem(matrix));
        Assert.True(GridProof.Check(weights, 6, 128, grid).Holds);
        Assert.True(GridProof.Check(matrix, weights).Holds);

        weights[200] = MathF.BitIncrement(weights[200]) * 1.01f;
        Assert.Equal(new GridCheck(6 * 128, 1, 200), GridProof.Check(matrix, weights));
        Assert.False(GridProof.Check(weights, 6, 128, grid).Holds);
    }

    [Fact]
    public void WeightsOfAWiderGridAreNotOnANarrowOne()
    {
        var weights = MatrixQuantizer.Quantize(Matrices.Normal(4 * 64, 1), 4, 64, DefaultGrid.Of("int8", 32), QuantizationMethod.Rtn).Matrix.Decode();

        var check = GridProof.Check(weights, 4, 64, DefaultGrid.Of("int4"));

        Assert.InRange(check.OffGrid, 4 * 32, 4 * 64);
    }

    [Fact]
    public void OneScaleForTheTensorIsProvedOverAllRows()
    {
        var grid = new WeightGrid(NumberFormat.Int4, ScaleSharing.Tensor, 0, IsSymmetric: true);
        var weights = MatrixQuantizer.Quantize(Matrices.Normal(4 * 64, 1), 4, 64, grid, QuantizationMethod.Rtn).Matrix.Decode();

        Assert.True(GridProof.Check(weights, 4, 64, grid).Holds);
        for (var i = 0; i < 64; i++)
            weights[i] *= 1.1f;
        Assert.False(GridProof.Check(weights, 4, 64, grid).Holds);
    }

    [Fact]
    public void DamagedMatricesAreDescribed()
    {
        var matrix = MatrixQuantizer.Quantize(Matrices.Normal(2 * 32, 1), 2, 32, DefaultGrid.Of("mxfp4"), QuantizationMethod.Rtn).Matrix;

        Assert.Contains("Code 16 at 3", GridProof.Problem(matrix with { Codes = [.. matrix.Codes.Select((code, i) => i == 3 ? (byte)16 : code)] }));
        Assert.Contains("Scale 3", GridProof.Problem(matrix with { Scales = [1f, 3f] }));
        Assert.Contains("scales do not make", GridProof.Problem(matrix with { Scales = [1f] }));
    }

    [Theory]
    [InlineData("int3", null)]
    [InlineData("nvfp4", 32)]
    [InlineData("int4", 0)]
    public void GridsThatDoNotExistAreRefused(string format, int? group)
        => Assert.Throws<QuantizationException>(() => DefaultGrid.Of(format, group));

    [Theory]
    [InlineData("int4", 3, 64, 3 * (32 + 2 * 4 + 1))]
    [InlineData("int4", 3, 40, 3 * (32 + 2 * 4 + 1))]
    [InlineData("int8", 3, 40, 3 * (40 + 4))]
    [InlineData("nvfp4", 3, 64, 3 * (32 + 4) + 4)]
    [InlineData("mxfp4", 3, 64, 3 * (32 + 2))]
    public void StoredBytesCountCodesScalesAndZeroPoints(string format, int rows, int columns, long bytes)
        => Assert.Equal(bytes, DefaultGrid.Of(format).StoredBytes(rows, columns));
}
