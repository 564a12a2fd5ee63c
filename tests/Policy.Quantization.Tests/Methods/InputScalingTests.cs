using OptPolicy.Quantization.Formats;
using OptPolicy.Quantization.Methods;

namespace OptPolicy.Quantization.Tests.Methods;

public sealed class InputScalingTests
{
    private const int Rows = 160;
    private const int Columns = 96;

    private static readonly float[] Weights = Matrices.Normal(Rows * Columns, 21);

    [Theory]
    [InlineData("int4")]
    [InlineData("int2")]
    [InlineData("nvfp4")]
    public void AwqIsNeverWorseThanLeavingInputsAlone(string format)
    {
        var grid = DefaultGrid.Of(format);
        for (var seed = 0; seed < 4; seed++)
        {
            var statistics = Statistics(Matrices.CorrelatedInputs(300, Columns, 4 + 20 * seed, seed));
            var awq = MatrixQuantizer.Quantize(Weights, Rows, Columns, grid, QuantizationMethod.Awq, statistics);
            var rtn = MatrixQuantizer.Quantize(Weights, Rows, Columns, grid, QuantizationMethod.Rtn, statistics);

            Assert.True(awq.OutputError <= rtn.OutputError);
        }
    }

    [Fact]
    public void AwqProtectsTheInputsThatMatter()
    {
        var inputs = Matrices.Normal(300 * Columns, 8);
        for (var i = 0; i < inputs.Length; i += Columns)
            inputs[i] *= 30;
        var statistics = Statistics(inputs);
        var grid = DefaultGrid.Of("int4");

        var awq = MatrixQuantizer.Quantize(Weights, Rows, Columns, grid, QuantizationMethod.Awq, statistics);
        var rtn = MatrixQuantizer.Quantize(Weights, Rows, Columns, grid, QuantizationMethod.Rtn, statistics);

        Assert.True(awq.Alpha > 0);
        Assert.True(awq.InputScales![0] > awq.InputScales.Skip(1).Max());
        Assert.True(awq.OutputError < 0.6 * rtn.OutputError, $"{awq.OutputError} against {rtn.OutputError}");
    }

    [Fact]
    public void SmoothQuantBalancesInputsAndWeights()
    {
        var statistics = Statistics(Matrices.CorrelatedInputs(200, Columns, 10, 3));

        var smooth = MatrixQuantizer.Quantize(Weights, Rows, Columns, DefaultGrid.Of("int8"), QuantizationMethod.SmoothQuant, statistics);

        for (var column = 0; column < Columns; column++)
        {
            var largestWeight = Enumerable.Range(0, Rows).Max(row => Math.Abs(Weights[row * Columns + column])) * smooth.InputScales![column];
            Assert.Equal(largestWeight, statistics.LargestMagnitudes[column] / smooth.InputScales[column], 1e-3 * largestWeight);
        }

        Assert.True(smooth.OutputError < 0.02);
    }

    [Fact]
    public void OutputErrorIsThatOfTheOutputs()
    {
        const int count = 50;
        var inputs = Matrices.CorrelatedInputs(count, Columns, 6, 9);
        var rounded = MatrixQuantizer.Quantize(Weights, Rows, Columns, DefaultGrid.Of("int4"), QuantizationMethod.Rtn).Matrix.Decode();
        double moved = 0, whole = 0;
        for (var input = 0; input < count; input++)
        {
            for (var row = 0; row < Rows; row++)
            {
                double exact = 0, difference = 0;
                for (var column = 0; column < Columns; column++)
                {
                    exact += (double)Weights[row * Columns + column] * inputs[input * Columns + column];
                    difference += ((double)Weights[row * Columns + column] - rounded[row * Columns + column]) * inputs[input * Columns + column];
                }

                whole += exact * exact;
                moved += difference * difference;
            }
        }

        Assert.Equal(Math.Sqrt(moved / whole), OutputErrors.Relative(Weights, rounded, Statistics(inputs)), 1e-5);
    }

    [Fact]
    public void ProductsThatShareAnInputMayBeQuantisedAsOneMatrix()
    {
        var statistics = Statistics(Matrices.CorrelatedInputs(200, Columns, 10, 3));
        var grid = DefaultGrid.Of("int4");
        var both = MatrixQuantizer.Quantize(Weights, Rows, Columns, grid, QuantizationMethod.Gptq, statistics).Matrix;
        var second = MatrixQuantizer.Quantize(Weights.AsMemory(100 * Columns), 60, Columns, grid, QuantizationMethod.Gptq, statistics).Matrix;

        var selected = both.SelectRows(100, 60);

        Assert.Equal(second.Codes, selected.Codes);
        Assert.Equal(second.Scales, selected.Scales);
        Assert.Equal(second.ZeroPoints, selected.ZeroPoints);
    }

    private static InputStatistics Statistics(float[] inputs)
    {
        var statistics = new InputStatistics(Columns);
        statistics.Add(inputs);
        return statistics;
    }
}
