using OptPolicy.Quantization.Formats;
using OptPolicy.Quantization.Formats.Packing;
using OptPolicy.Quantization.Methods;

namespace OptPolicy.Quantization.Tests.Methods;

public sealed class RoundToNearestTests
{
    public static TheoryData<string, int?> Formats => new()
    {
        { "int2", null }, { "int4", null }, { "int4", 128 }, { "int8", null }, { "int8", 32 }, { "fp8", null }, { "fp8", 32 }, { "nvfp4", null }, { "mxfp4", null },
    };

    [Theory]
    [MemberData(nameof(Formats))]
    public void EveryWeightGoesToTheNearestPointOfItsGroup(string format, int? group)
    {
        var grid = DefaultGrid.Of(format, group);
        var weights = Matrices.Normal(5 * 72, 1);

        var matrix = MatrixQuantizer.Quantize(weights, 5, 72, grid, QuantizationMethod.Rtn).Matrix;

        var decoded = matrix.Decode();
        for (var i = 0; i < weights.Length; i++)
        {
            var scale = matrix.Group(grid.ScaleIndex(i / 72, i % 72, 72));
            var points = Enumerable.Range(0, 1 << grid.Bits).Select(code => GridRounding.Decode(grid.Number, scale, (byte)code)).Where(float.IsFinite);
            var nearest = points.Min(point => Math.Abs(point - weights[i]));
            Assert.Equal(nearest, Math.Abs(decoded[i] - weights[i]), 1e-6f);
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void WeightsOnTheGridStayWhereTheyAre(string format, int? group)
    {
        var grid = DefaultGrid.Of(format, group);
        var matrix = MatrixQuantizer.Quantize(Matrices.Normal(4 * 96, 2), 4, 96, grid, QuantizationMethod.Rtn).Matrix;
        var decoded = matrix.Decode();

        for (var i = 0; i < decoded.Length; i++)
            Assert.Equal(decoded[i], GridRounding.Round(grid.Number, matrix.Group(grid.ScaleIndex(i / 96, i % 96, 96)), decoded[i]));
    }

    [Fact]
    public void ALastGroupThatIsShorterHasItsOwnScale()
    {
        var weights = new float[40];
        Array.Fill(weights, 100f, 0, 32);
        Array.Fill(weights, 0.5f, 32, 8);

        var matrix = MatrixQuantizer.Quantize(weights, 1, 40, DefaultGrid.Of("int4"), QuantizationMethod.Rtn).Matrix;

        Assert.Equal(2, matrix.Scales.Length);
        Assert.Equal(0.5f, matrix.Decode()[39]);
    }

    [Fact]
    public void ThreadsDoNotChangeTheResult()
    {
        var weights = Matrices.Normal(64 * 64, 3);
        var grid = DefaultGrid.Of("int4");
        var one = MatrixQuantizer.Quantize(weights, 64, 64, grid, QuantizationMethod.Rtn, options: new() { MaxDegreeOfParallelism = 1 });
        var many = MatrixQuantizer.Quantize(weights, 64, 64, grid, QuantizationMethod.Rtn, options: new() { MaxDegreeOfParallelism = 4 });

        Assert.Equal(one.Matrix.Codes, many.Matrix.Codes);
        Assert.Equal(one.Matrix.Scales, many.Matrix.Scales);
    }

    [Fact]
    public void ClippingLowersTheErrorOfWeightsWithOutliers()
    {
        var weights = Matrices.Normal(32 * 128, 4);
        for (var i = 0; i < weights.Length; i += 61)
            weights[i] *= 3;
        var grid = DefaultGrid.Of("int2", 64);

        double Error(ClipSearch clip)
        {
            var decoded = MatrixQuantizer.Quantize(weights, 32, 128, grid, QuantizationMethod.Rtn, options: new() { Clip = clip }).Matrix.Decode();
            return weights.Zip(decoded, (weight, rounded) => Math.Pow(weight - rounded, 2)).Sum();
        }

        Assert.True(Error(ClipSearch.WeightError) < 0.8 * Error(ClipSearch.None));
    }

    [Fact]
    public void AWeightThatIsNotFiniteIsNamed()
    {
        var weights = new float[64];
        weights[40] = float.NaN;

        var error = Assert.Throws<QuantizationException>(() => MatrixQuantizer.Quantize(weights, 2, 32, DefaultGrid.Of("int8"), QuantizationMethod.Rtn));

        Assert.Contains("output 1 and input 8", error.Message);
    }

    [Fact]
    public void Fp4RunsExactlyAsIntegers()
    {
        foreach (var format in new[] { "nvfp4", "mxfp4" })
        {
            var matrix = MatrixQuantizer.Quantize(Matrices.Normal(8 * 64, 5), 8, 64, DefaultGrid.Of(format), QuantizationMethod.Rtn).Matrix;

            Assert.Equal(matrix.Decode(), FloatPacking.AsIntegers(matrix).Decode());
        }
    }
}
