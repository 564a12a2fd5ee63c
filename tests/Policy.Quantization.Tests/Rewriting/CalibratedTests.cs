using System.Runtime.InteropServices;
using OptPolicy.Kernels.Architectures;
using OptPolicy.Kernels.Models;
using OptPolicy.Quantization.Calibration;
using OptPolicy.Quantization.Formats;
using OptPolicy.Quantization.Graphs;
using OptPolicy.Quantization.Inspection;
using OptPolicy.Quantization.Methods;
using OptPolicy.Quantization.Rewriting;

namespace OptPolicy.Quantization.Tests.Rewriting;

/// <summary>Methods that look at what enters the products.</summary>
public sealed class CalibratedTests : IDisposable
{
    private const int Width = 64;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(QuantizationMethod.Gptq)]
    [InlineData(QuantizationMethod.Awq)]
    public void LookingAtTheInputsLosesLessThanRounding(QuantizationMethod method)
    {
        var (path, data) = Correlated();

        var rounded = Quantize(path, data, QuantizationMethod.Rtn);
        var careful = Quantize(path, data, method);

        Assert.All(rounded.Layers.Zip(careful.Layers), static pair => Assert.True(pair.Second.OutputError < pair.First.OutputError, $"{pair.First.Name}: {pair.First.OutputError} to {pair.Second.OutputError}"));
        Assert.True(careful.Outputs!.RelativeError < rounded.Outputs!.RelativeError);
    }

    [Fact]
    public void FactorsGoIntoTheNormalisationWhenNobodyElseReadsIt()
    {
        var (path, data) = Correlated();

        Quantize(path, data, QuantizationMethod.Awq);

        using var model = OnnxModel.Open(_folder.File("Awq.onnx"));
        Assert.Equal("sum", Assert.Single(model.Graph.Nodes, static n => n.Operation == "Mul").Inputs[0]);
        Assert.NotEqual("norm.weight", Assert.Single(model.Graph.Nodes, static n => n.Operation == "LayerNormalization").Inputs[1]);
    }

    [Fact]
    public void MixedPrecisionGivesTheBitsWhereTheySaveMost()
    {
        var (path, data) = Correlated();
        var options = new QuantizationOptions { Grid = DefaultGrid.Of("int2"), MixedBits = 6 };

        var report = ModelQuantizer.Quantize(path, _folder.File("mixed.onnx"), options, data);

        Assert.Equal([NumberFormat.Int2, NumberFormat.Int8], report.Layers.Select(static l => l.Grid.Number).Distinct().Order());
        Assert.InRange(report.Layers.Sum(static l => l.BytesAfter) * 8.0 / report.Layers.Sum(static l => l.Inputs * l.Outputs), 2, 6.2);
    }

    [Fact]
    public void MoreMemoryThanAllowedIsUsedInBatches()
    {
        var (path, data) = Correlated();

        var whole = Quantize(path, data, QuantizationMethod.Gptq);
        var batched = ModelQuantizer.Quantize(path, _folder.File("batched.onnx"), new QuantizationOptions { Grid = DefaultGrid.Of("int4"), Method = QuantizationMethod.Gptq }, data with { MemoryLimit = sizeof(double) * Width * Width });

        Assert.Equal(whole.Layers.Select(static l => l.OutputError), batched.Layers.Select(static l => l.OutputError));
        Assert.Equal(File.ReadAllBytes(_folder.File("Gptq.onnx")), File.ReadAllBytes(_folder.File("batched.onnx")));
    }

    [Fact]
    public void GptqHalvesWhatRoundingLosesOnAThirdPartyModel()
    {
        var data = new CalibrationData { Path = TextImages.Write(Directory.CreateDirectory(_folder.File("images")).FullName, 2) };

        // The head alone has three quarters of the weights, and a test has little time.
        var rounded = Quantize(ThirdPartyModel.Recognizer, data, QuantizationMethod.Rtn, "p2o.MatMul.24");
        var careful = Quantize(ThirdPartyModel.Recognizer, data, QuantizationMethod.Gptq, "p2o.MatMul.24");

        Assert.True(careful.Layers.Sum(static l => l.OutputError) < rounded.Layers.Sum(static l => l.OutputError) / 2, $"{careful.Layers.Sum(static l => l.OutputError)} against {rounded.Layers.Sum(static l => l.OutputError)}");
    }

    [Fact]
    public void TextEncoderIsCalibratedOnTextsAndKeepsItsFolder()
    {
        var source = TinyEncoder.Write(Directory.CreateDirectory(_folder.File("encoder")).FullName);
        var data = new CalibrationData { Texts = ["a first text", "another text that is longer"] };

        var report = ModelQuantizer.Quantize(source, _folder.File("small"), new QuantizationOptions { Grid = DefaultGrid.Of("int8"), Activations = ActivationFormat.Int8Static }, data);

        Assert.Equal(2, report.CalibrationRows);
        Assert.InRange(report.Outputs!.RelativeError, 0, 0.1);
        Assert.True(File.Exists(Path.Combine(_folder.File("small"), "tokenizer.json")));
        Assert.Equal(Width, EncoderFolder.Open(_folder.File("small")).Spec.Dimensions);
    }

    [Theory]
    [InlineData("int4", "int4 block 32")]
    [InlineData("nvfp4", "nvfp4")]
    [InlineData("mxfp4", "mxfp4")]
    [InlineData("int8", "int8 block 64")]
    [InlineData("fp8", "fp8 per output")]
    public void InspectionRecognisesWhatWasWritten(string format, string expected)
    {
        var (path, _) = Correlated();
        ModelQuantizer.Quantize(path, _folder.File("out.onnx"), new QuantizationOptions { Grid = DefaultGrid.Of(format) });

        var inspection = ModelInspector.Inspect(_folder.File("out.onnx"));

        Assert.All(inspection.Products, p => Assert.Equal(expected, p.Format));
        Assert.Empty(inspection.GridProblems);
        Assert.Equal(3L * Width * Width, inspection.PackedWeights);
        Assert.Equal((3L * Width * Width) + (2 * Width), inspection.Parameters);
    }

    private QuantizationReport Quantize(string path, CalibrationData data, QuantizationMethod method, params string[] except) =>
        ModelQuantizer.Quantize(path, _folder.File($"{method}.onnx"), new QuantizationOptions { Grid = DefaultGrid.Of("int4"), Method = method, Except = except }, data, overwrite: true);

    // Two products read a normalisation, one reads their sum; inputs depend on each other and a few are large, as in trained models.
    private (string Path, CalibrationData Data) Correlated()
    {
        var graph = new TestGraph();
        graph.Input("x", TensorType.Float, -1, Width);
        graph.Output("y");
        var scale = new float[Width];
        for (var i = 0; i < Width; i++)
            scale[i] = i % 16 == 0 ? 6 : 0.5f;
        graph.Tensor("norm.weight", scale, Width);
        graph.Tensor("norm.bias", new float[Width], Width);
        graph.Node("LayerNormalization", ["x", "norm.weight", "norm.bias"], "normed");
        foreach (var (name, seed) in new[] { ("left", 1), ("right", 2), ("down", 3) })
            graph.Tensor($"{name}.weight", TestGraph.Random(Width * Width, seed), Width, Width);
        graph.Node("MatMul", ["normed", "left.weight"], "left");
        graph.Node("MatMul", ["normed", "right.weight"], "right");
        graph.Node("Add", ["left", "right"], "sum");
        graph.Node("MatMul", ["sum", "down.weight"], "y");

        var mixer = TestGraph.Random(8 * Width, 4);
        var lines = Enumerable.Range(0, 4).Select(row => "{\"x\": [" + string.Join(", ", Enumerable.Range(0, 32).Select(i => Row(mixer, row * 32 + i))) + "]}");
        File.WriteAllLines(_folder.File("rows.jsonl"), lines);
        return (graph.Save(_folder.File("model.onnx")), new CalibrationData { Path = _folder.File("rows.jsonl") });
    }

    private static string Row(float[] mixer, int seed)
    {
        var latent = TestGraph.Random(8, 100 + seed);
        var noise = TestGraph.Random(Width, 1000 + seed);
        var values = new string[Width];
        for (var i = 0; i < Width; i++)
        {
            var value = noise[i] * 0.05f;
            for (var k = 0; k < latent.Length; k++)
                value += latent[k] * mixer[k * Width + i];
            values[i] = value.ToString("r", System.Globalization.CultureInfo.InvariantCulture);
        }

        return "[" + string.Join(", ", values) + "]";
    }
}
