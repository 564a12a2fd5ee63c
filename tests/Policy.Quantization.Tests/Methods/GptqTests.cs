using OptPolicy.Quantization.Formats;
using OptPolicy.Quantization.Methods;

namespace OptPolicy.Quantization.Tests.Methods;

public sealed class GptqTests
{
    private const int Rows = 24;
    private const int Columns = 192;

    private static readonly float[] Weights = Matrices.Normal(Rows * Columns, 11);

    [Theory]
    [InlineData("int4", null)]
    [InlineData("int2", null)]
    [InlineData("int4", 48)]
    [InlineData("int8", null)]
    [InlineData("fp8", null)]
    [InlineData("nvfp4", null)]
    [InlineData("mxfp4", null)]
    public void BlocksGiveWhatThePaperGivesInputByInput(string format, int? group)
    {
        var grid = DefaultGrid.Of(format, group);
        var statistics = Correlated();

        var blocked = MatrixQuantizer.Quantize(Weights, Rows, Columns, grid, QuantizationMethod.Gptq, statistics);
        var naive = Array.ConvertAll(NaiveGptq.Quantize(Weights, Rows, Columns, grid, statistics, 0.01), weight => (float)weight);

        // Float32 sums may tip a weight that lies midway between two points; nothing else may differ.
        var same = blocked.Matrix.Decode().Zip(naive).Count(pair => Math.Abs(pair.First - pair.Second) < 1e-4);
        Assert.InRange(same, 0.97 * Weights.Length, Weights.Length);
        Assert.Equal(OutputErrors.Relative(Weights, naive, statistics), blocked.OutputError!.Value, 0.02 * blocked.OutputError.Value);
    }

    [Theory]
    [InlineData("int4", 0.6)]
    [InlineData("int2", 0.6)]
    [InlineData("nvfp4", 0.6)]
    [InlineData("mxfp4", 0.6)]
    [InlineData("fp8", 0.6)]
    [InlineData("int8", 0.6)]
    public void CorrelatedInputsLeaveFarLessOutputErrorThanRounding(string format, double share)
    {
        var statistics = Correlated();
        var grid = DefaultGrid.Of(format);

        var gptq = MatrixQuantizer.Quantize(Weights, Rows, Columns, grid, QuantizationMethod.Gptq, statistics).OutputError;
        var rtn = MatrixQuantizer.Quantize(Weights, Rows, Columns, grid, QuantizationMethod.Rtn, statistics).OutputError;

        Assert.True(gptq < share * rtn, $"{gptq} against {rtn}");
    }

    [Fact]
    public void UncorrelatedInputsRoundToNearest()
    {
        var statistics = new InputStatistics(Columns);
        for (var i = 0; i < Columns; i++)
        {
            var row = new float[Columns];
            row[i] = 1 + i % 7;
            statistics.Add(row);
        }

        var gptq = MatrixQuantizer.Quantize(Weights, Rows, Columns, DefaultGrid.Of("int4"), QuantizationMethod.Gptq, statistics).Matrix;

        Assert.Equal(MatrixQuantizer.Quantize(Weights, Rows, Columns, DefaultGrid.Of("int4"), QuantizationMethod.Rtn).Matrix.Codes, gptq.Codes);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void FixedScalesAndActivationOrderStillBeatRounding(bool byActivation, bool isStatic)
    {
        var statistics = Correlated();
        var grid = DefaultGrid.Of("int4");
        var options = new MatrixQuantizationOptions { ActivationOrder = byActivation, StaticGroups = isStatic };

        var gptq = MatrixQuantizer.Quantize(Weights, Rows, Columns, grid, QuantizationMethod.Gptq, statistics, options);
        var rtn = MatrixQuantizer.Quantize(Weights, Rows, Columns, grid, QuantizationMethod.Rtn, statistics);

        Assert.Equal(rtn.Matrix.Scales, gptq.Matrix.Scales);
        Assert.True(gptq.OutputError < 0.7 * rtn.OutputError);
    }

    [Fact]
    public void OneScaleForTheTensorIsKept()
    {
        var grid = new WeightGrid(NumberFormat.Int4, ScaleSharing.Tensor, 0, IsSymmetric: true);

        var gptq = MatrixQuantizer.Quantize(Weights, Rows, Columns, grid, QuantizationMethod.Gptq, Correlated());

        Assert.Equal(MatrixQuantizer.Quantize(Weights, Rows, Columns, grid, QuantizationMethod.Rtn).Matrix.Scales, gptq.Matrix.Scales);
        Assert.Null(GridProof.Problem(gptq.Matrix));
    }

    [Fact]
    public void InputsNeverSeenKeepTheirRoundedWeights()
    {
        var inputs = Matrices.CorrelatedInputs(300, Columns, 12, 5);
        for (var i = 0; i < inputs.Length; i += Columns)
            inputs[i + 40] = 0;
        var statistics = new InputStatistics(Columns);
        statistics.Add(inputs);
        var options = new MatrixQuantizationOptions { StaticGroups = true };

        var gptq = MatrixQuantizer.Quantize(Weights, Rows, Columns, DefaultGrid.Of("int4"), QuantizationMethod.Gptq, statistics, options).Matrix;
        var rtn = MatrixQuantizer.Quantize(Weights, Rows, Columns, DefaultGrid.Of("int4"), QuantizationMethod.Rtn).Matrix;

        for (var row = 0; row < Rows; row++)
            Assert.Equal(rtn.Codes[row * Columns + 40], gptq.Codes[row * Columns + 40]);
    }

    [Fact]
    public void ASingularHessianIsDampedUntilItFactors()
    {
        var statistics = new InputStatistics(Columns);
        statistics.Add(Matrices.Normal(Columns, 3));

        var gptq = MatrixQuantizer.Quantize(Weights, Rows, Columns, DefaultGrid.Of("int4"), QuantizationMethod.Gptq, statistics, new() { Damping = 0 });

        Assert.InRange(gptq.Damping!.Value, 1e-7, 0.1);
        Assert.All(gptq.Matrix.Scales, scale => Assert.True(float.IsFinite(scale)));
    }

    [Fact]
    public void ThreadsDoNotChangeTheResult()
    {
        var one = MatrixQuantizer.Quantize(Weights, Rows, Columns, DefaultGrid.Of("int2"), QuantizationMethod.Gptq, Correlated(), new() { MaxDegreeOfParallelism = 1 });
        var many = MatrixQuantizer.Quantize(Weights, Rows, Columns, DefaultGrid.Of("int2"), QuantizationMethod.Gptq, Correlated(), new() { MaxDegreeOfParallelism = 4 });

        Assert.Equal(one.Matrix.Codes, many.Matrix.Codes);
        Assert.Equal(one.OutputError, many.OutputError);
    }

    [Fact]
    public void WithoutSecondMomentsTheErrorSaysWhatToDo()
    {
        var diagonal = new InputStatistics(Columns, keepProducts: false);
        diagonal.Add(Matrices.Normal(Columns, 3));

        var error = Assert.Throws<QuantizationException>(() => MatrixQuantizer.Quantize(Weights, Rows, Columns, DefaultGrid.Of("int4"), QuantizationMethod.Gptq, diagonal));

        Assert.Contains("Keep products", error.Message);
    }

    private static InputStatistics Correlated()
    {
        var statistics = new InputStatistics(Columns);
        statistics.Add(Matrices.CorrelatedInputs(700, Columns, 12, 5));
        return statistics;
    }
}
