using OptPolicy.Kernels;
using OptPolicy.Kernels.Decoding;
using OptPolicy.Kernels.Models;
using OptPolicy.Quantization.Calibration;
using OptPolicy.Quantization.Formats;
using OptPolicy.Quantization.Graphs;
using OptPolicy.Quantization.Methods;
using OptPolicy.Quantization.Rewriting;

namespace OptPolicy.Quantization.Tests.Rewriting;

public sealed class OwnDecoderTests : IDisposable
{
    private static readonly WeightGrid Int4 = new(NumberFormat.Int4, ScaleSharing.Group, 32, IsSymmetric: true);

    private readonly TemporaryFolder _folder = new();
    private readonly DecoderFolder _float;

    public OwnDecoderTests() => _float = RandomModel.Write(_folder.File("float"), format: WeightFormat.Fp32);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Int4InGroupsOf32IsTheConvertersQ4()
    {
        var converted = RandomModel.Write(_folder.File("converted"), format: WeightFormat.Q4);
        ModelQuantizer.Quantize(_float.Path, _folder.File("quantized"), new QuantizationOptions { Grid = Int4 });

        using var expected = OnnxModel.Open(converted.GraphPath);
        using var actual = OnnxModel.Open(Path.Combine(_folder.File("quantized"), "model.onnx"));
        foreach (var node in expected.Graph.Nodes.Where(static n => n.Operation == "MatMulNBits"))
        {
            var twin = actual.Graph.Nodes.Single(n => n.Outputs[0] == node.Outputs[0]);
            Assert.Equal("MatMulNBits", twin.Operation);
            var (left, right) = (Weights(expected, node), Weights(actual, twin));

            // The converter rounds scales to float16 after choosing codes, as GGUF does: codes at a rounding edge may differ by one step.
            for (var i = 0; i < left.Length; i++)
                Assert.InRange(Math.Abs(left[i] - right[i]), 0, 0.005f);
        }

        Assert.Equal(WeightFormat.Q4, DecoderFolder.Open(_folder.File("quantized")).Spec.Format);
    }

    [Theory]
    [InlineData("int4", ActivationFormat.Float, true)]
    [InlineData("int8", ActivationFormat.Int8Dynamic, false)]
    public async Task QuantizedFolderLoadsAnswersAndKnowsWhetherItMaySpeculate(string format, ActivationFormat activations, bool mayBeExact)
    {
        var report = ModelQuantizer.Quantize(_float.Path, _folder.File("quantized"), new QuantizationOptions { Grid = DefaultGrid.Of(format), Activations = activations });

        using var model = await LocalModel.OpenAsync(_folder.File("quantized"), new LocalModelOptions { Threads = 1, Speculates = true }, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(!mayBeExact, model.Spec.QuantizesActivationsPerTensor);
        Assert.NotNull(model.Certificate);
        if (!mayBeExact)
            Assert.False(model.Certificate.IsExact);
        Assert.True(report.BytesAfter < report.BytesBefore / 2);
        Assert.Equal(9, report.Layers.Count(static l => !l.IsTable));
        Assert.Single(report.Layers, static l => l.IsTable);
        Assert.InRange(report.Outputs!.RelativeError, 0, 0.3);
    }

    [Fact]
    public void TextGoesThroughTheTokenizerIntoTheStatistics()
    {
        File.WriteAllLines(_folder.File("rows.txt"), ["The first row of text.", "", "Another one."]);
        var options = new QuantizationOptions { Grid = DefaultGrid.Of("int8"), Method = QuantizationMethod.SmoothQuant, Activations = ActivationFormat.Int8Dynamic };

        var report = ModelQuantizer.Quantize(_float.Path, _folder.File("quantized"), options, new CalibrationData { Path = _folder.File("rows.txt") });

        Assert.Equal(2, report.CalibrationRows);
        Assert.All(report.Layers.Where(static l => !l.IsTable), static l => Assert.True(l is { IsCalibrated: true, OutputError: > 0 and < 0.05 }));
        Assert.False(report.Outputs!.IsRandom);
    }

    [Fact]
    public void TiedEmbeddingBecomesATableBesideItsHead()
    {
        var tied = TiedModel.Write(_folder.File("tied.onnx"));

        var report = ModelQuantizer.Quantize(tied, _folder.File("out.onnx"), new QuantizationOptions { Grid = Int4 });

        var head = Assert.Single(report.Layers, static l => !l.IsTable);
        Assert.Contains("8-bit table", head.Note, StringComparison.Ordinal);
        using var model = OnnxModel.Open(_folder.File("out.onnx"));
        Assert.DoesNotContain(model.Graph.Initializers, static t => t.Type == TensorType.Float && t.Dimensions is [TiedModel.Rows, TiedModel.Width]);
        Assert.DoesNotContain(model.Graph.Nodes, static n => n.Operation == "Transpose");
    }

    private static float[] Weights(OnnxModel model, ModelNode node)
    {
        var (codes, scales) = (model.Graph.Initializer(node.Inputs[1])!.ReadBytes().ToArray(), model.Graph.Initializer(node.Inputs[2])!.ReadFloats());
        var weights = new float[codes.Length * 2];
        for (var i = 0; i < weights.Length; i++)
            weights[i] = ((codes[i / 2] >> (4 * (i % 2)) & 15) - 8) * scales[i / 32];
        return weights;
    }
}
