using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using OptPolicy.Kernels.Conversion;
using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Onnx;
using OptPolicy.Quantization.Formats;
using OptPolicy.Quantization.Graphs;
using OptPolicy.Quantization.Inspection;
using OptPolicy.Quantization.Methods;
using OptPolicy.Quantization.Rewriting;

namespace OptPolicy.Quantization.Tests.Rewriting;

/// <summary>Every way of writing a product computes what its weights on the grid say.</summary>
public sealed class OperatorTests : IDisposable
{
    private const int Inputs = 160;
    private const int Outputs = 24;
    private const int Rows = 3;

    private static readonly float[] Weights = TestGraph.Random(Inputs * Outputs, 1);
    private static readonly float[] Bias = TestGraph.Random(Outputs, 2);
    private static readonly float[] Entering = TestGraph.Random(Rows * Inputs, 3);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("int2", null, WeightOperator.Automatic, 9)]
    [InlineData("int4", null, WeightOperator.Automatic, 9)]
    [InlineData("int4", 128, WeightOperator.Automatic, 13)]
    [InlineData("int4", 48, WeightOperator.Automatic, 13)]
    [InlineData("int8", null, WeightOperator.Automatic, 9)]
    [InlineData("int8", 32, WeightOperator.Automatic, 17)]
    [InlineData("nvfp4", null, WeightOperator.Automatic, 17)]
    [InlineData("mxfp4", null, WeightOperator.Automatic, 17)]
    [InlineData("fp8", null, WeightOperator.Automatic, 13)]
    [InlineData("int4", 32, WeightOperator.Dequantize, 13)]
    [InlineData("int8", null, WeightOperator.Dequantize, 9)]
    [InlineData("int8", null, WeightOperator.Dequantize, 17)]
    public void WeightOnlyProductIsThatOfItsDecodedWeights(string format, int? group, WeightOperator @operator, int opset)
    {
        var grid = DefaultGrid.Of(format, group);
        var path = Gemm(opset, TensorType.Float);

        var report = ModelQuantizer.Quantize(path, _folder.File("out.onnx"), new QuantizationOptions { Grid = grid, Operator = @operator });

        // Output-major weights on the grid that the layer got, doubled by Gemm's alpha.
        var layer = Assert.Single(report.Layers);
        var doubled = Array.ConvertAll(Weights, static w => 2 * w);
        var decoded = MatrixQuantizer.Quantize(doubled, Outputs, Inputs, layer.Grid, QuantizationMethod.Rtn).EffectiveWeights();
        var expected = Product(decoded);
        var actual = Run(_folder.File("out.onnx"));

        // Kernels of integer weights round their inputs to 8 bit, half a step of the block's largest each; ONNX Runtime fuses DequantizeLinear to them.
        var tolerance = format == "fp8" ? 1e-4f : 0.01f;
        for (var i = 0; i < expected.Length; i++)
            Assert.InRange(actual[i], expected[i] - tolerance, expected[i] + tolerance);
    }

    [Theory]
    [InlineData(ActivationFormat.Int8Dynamic, 9)]
    [InlineData(ActivationFormat.Int8Dynamic, 17)]
    [InlineData(ActivationFormat.Int8Static, 9)]
    [InlineData(ActivationFormat.Int8Static, 17)]
    public void EightBitActivationsStayWithinTheirSteps(ActivationFormat activations, int opset)
    {
        var path = Gemm(opset, TensorType.Float);

        var report = ModelQuantizer.Quantize(path, _folder.File("out.onnx"), new QuantizationOptions { Grid = DefaultGrid.Of("int8"), Activations = activations });

        Assert.InRange(report.Outputs!.RelativeError, 1e-6, 0.01);
        var expected = Product(Array.ConvertAll(Weights, static w => 2 * w));
        var actual = Run(_folder.File("out.onnx"));
        for (var i = 0; i < expected.Length; i++)
            Assert.InRange(actual[i], expected[i] - 0.02f, expected[i] + 0.02f);
    }

    [Theory]
    [InlineData("int4", ActivationFormat.Float)]
    [InlineData("int8", ActivationFormat.Int8Dynamic)]
    [InlineData("int8", ActivationFormat.Int8Static)]
    [InlineData("fp8", ActivationFormat.Float)]
    public void HalfPrecisionModelStaysOne(string format, ActivationFormat activations)
    {
        var path = Gemm(19, TensorType.Float16);

        var report = ModelQuantizer.Quantize(path, _folder.File("out.onnx"), new QuantizationOptions { Grid = DefaultGrid.Of(format), Activations = activations });

        Assert.InRange(report.Outputs!.RelativeError, 0, 0.1);
        using var session = new InferenceSession(_folder.File("out.onnx"));
        Assert.Equal(Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Float16, session.OutputMetadata["y"].ElementDataType);
    }

    [Fact]
    public void GroupThatDoesNotDivideIsReplacedByOneThatDoesAndSaidSo()
    {
        var report = ModelQuantizer.Quantize(Gemm(17, TensorType.Float), _folder.File("out.onnx"), new QuantizationOptions { Grid = DefaultGrid.Of("int4", 128) });

        var layer = Assert.Single(report.Layers);
        Assert.Equal(32, layer.Grid.GroupSize);
        Assert.Equal("groups of 32: 128 does not divide 160 inputs", layer.Note);
    }

    [Theory]
    [InlineData("mxfp4", 13)]
    [InlineData("int4", 17)]
    [InlineData("int4", 21)]
    public void FourBitInputsAreRoundedAsMxFp4WeightsAre(string format, int opset)
    {
        var path = Gemm(opset, TensorType.Float);
        var report = ModelQuantizer.Quantize(path, _folder.File("out.onnx"), new QuantizationOptions { Grid = DefaultGrid.Of(format), Activations = ActivationFormat.MxFp4 });

        var decoded = MatrixQuantizer.Quantize(Array.ConvertAll(Weights, static w => 2 * w), Outputs, Inputs, Assert.Single(report.Layers).Grid, QuantizationMethod.Rtn).EffectiveWeights();
        var rounded = MatrixQuantizer.Quantize(Entering, Rows, Inputs, DefaultGrid.Of("mxfp4"), QuantizationMethod.Rtn).Matrix.Decode();
        var expected = Product(decoded, rounded);
        var actual = Run(_folder.File("out.onnx"));
        for (var i = 0; i < expected.Length; i++)
            Assert.InRange(actual[i], expected[i] - 1e-3f, expected[i] + 1e-3f);
    }

    [Theory]
    [InlineData(48)]
    [InlineData(112)]
    public void PaddingOfTheLastGroupCountsAsZero(int group)
    {
        ModelQuantizer.Quantize(Gemm(17, TensorType.Float), _folder.File("out.onnx"), new QuantizationOptions { Grid = DefaultGrid.Of("int4", group) });

        var inspection = ModelInspector.Inspect(_folder.File("out.onnx"));

        Assert.Empty(inspection.GridProblems);
        Assert.Equal(Inputs * Outputs, inspection.PackedWeights);
    }

    [Fact]
    public void CancelledRunLeavesNothing()
    {
        using var cancelling = new CancellationTokenSource();
        var path = Gemm(17, TensorType.Float);
        var progress = new Cancelling(cancelling);

        Assert.Throws<OperationCanceledException>(() => ModelQuantizer.Quantize(
            path, _folder.File("out.onnx"), new QuantizationOptions { Grid = DefaultGrid.Of("int4"), Method = QuantizationMethod.Gptq }, progress: progress, cancellationToken: cancelling.Token));

        Assert.Equal(["gemm.onnx"], Directory.EnumerateFileSystemEntries(_folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void OpsetIsRaisedOnlyWhereNothingChangesItsMeaning()
    {
        var graph = new TestGraph { Opset = 11 };
        graph.Input("x", TensorType.Float, Rows, Inputs);
        graph.Output("y");
        graph.Tensor("w", Weights, Inputs, Outputs);
        graph.Node("MatMul", ["x", "w"], "z");
        graph.Node("Softmax", ["z"], "y");
        var path = graph.Save(_folder.File("softmax.onnx"));

        var error = Assert.Throws<LocalModelException>(() => ModelQuantizer.Quantize(path, _folder.File("out.onnx"), new QuantizationOptions { Grid = DefaultGrid.Of("fp8") }));

        Assert.Contains("opset 11, and FP8 weights need opset 19. Raising it would change Softmax.", error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.File("out.onnx")));
        Assert.Equal(["softmax.onnx"], Directory.EnumerateFileSystemEntries(_folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void ExceptedAndWideProductsAreWhatTheyWereToldToBe()
    {
        var graph = new TestGraph();
        graph.Input("x", TensorType.Float, Rows, 64);
        graph.Output("y");
        string[] layers = ["first", "second", "head"];
        for (var i = 0; i < layers.Length; i++)
        {
            graph.Tensor($"{layers[i]}.weight", TestGraph.Random(64 * 64, i), 64, 64);
            graph.Node("MatMul", [i == 0 ? "x" : layers[i - 1], $"{layers[i]}.weight"], i == 2 ? "y" : layers[i]);
        }

        var report = ModelQuantizer.Quantize(graph.Save(_folder.File("three.onnx")), _folder.File("out.onnx"), new QuantizationOptions { Grid = DefaultGrid.Of("int4"), Except = ["head.*"], Wide = ["second*"] });

        Assert.Equal([NumberFormat.Int4, NumberFormat.Int8], report.Layers.Select(static l => l.Grid.Number));
        Assert.Equal("it was excepted", Assert.Single(report.Kept).Reason);
    }

    private sealed class Cancelling(CancellationTokenSource source) : IProgress<ConversionProgress>
    {
        public void Report(ConversionProgress value) => source.Cancel();
    }

    private static float[] Product(float[] outputMajor) => Product(outputMajor, Entering);

    private static float[] Product(float[] outputMajor, float[] entering)
    {
        var result = new float[Rows * Outputs];
        for (var row = 0; row < Rows; row++)
        {
            for (var o = 0; o < Outputs; o++)
            {
                var sum = 0.5 * Bias[o];
                for (var i = 0; i < Inputs; i++)
                    sum += (double)entering[row * Inputs + i] * outputMajor[o * Inputs + i];
                result[row * Outputs + o] = (float)sum;
            }
        }

        return result;
    }

    private static float[] Run(string path)
    {
        using var session = new InferenceSession(path);
        using var value = OrtValue.CreateTensorValueFromMemory(Entering, [Rows, Inputs]);
        using var options = new RunOptions();
        using var outputs = session.Run(options, ["x"], [value], ["y"]);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }

    // y = 2 · x · wᵀ + 0.5 · b, the weights [outputs, inputs].
    private string Gemm(int opset, TensorType type)
    {
        var graph = new TestGraph { Opset = opset };
        graph.Input("x", type, Rows, Inputs);
        graph.Output("y");
        Tensor("w", Weights, Outputs, Inputs);
        Tensor("b", Bias, Outputs);
        graph.Node("Gemm", ["x", "w", "b"], "y", ("alpha", 2f), ("beta", 0.5f), ("transB", 1L));
        return graph.Save(_folder.File("gemm.onnx"));

        void Tensor(string name, float[] values, params ReadOnlySpan<long> sizes)
        {
            if (type == TensorType.Float)
                graph.Tensor(name, values, sizes);
            else
                graph.Tensor(name, type, MemoryMarshal.AsBytes(Array.ConvertAll(values, static v => (Half)v).AsSpan()), sizes);
        }
    }
}
