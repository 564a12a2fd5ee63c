using OptPolicy.Quantization.Calibration;
using OptPolicy.Quantization.Formats;
using OptPolicy.Quantization.Methods;
using OptPolicy.Quantization.Rewriting;

namespace OptPolicy.Quantization.Tests.Rewriting;

/// <summary>A model of opset 9 that somebody else made goes to every format and runs in ONNX Runtime as it is.</summary>
public sealed class ThirdPartyQuantizationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("int8", ActivationFormat.Int8Dynamic, 0.1)]
    [InlineData("int8", ActivationFormat.Int8Static, 0.1)]
    [InlineData("int4", ActivationFormat.Float, 0.2)]
    [InlineData("nvfp4", ActivationFormat.Float, 0.2)]
    public void EveryFormatRunsAndStaysClose(string format, ActivationFormat activations, double errorMax)
    {
        var options = new QuantizationOptions { Grid = DefaultGrid.Of(format), Activations = activations };

        var report = ModelQuantizer.Quantize(ThirdPartyModel.Recognizer, _folder.File("out.onnx"), options, new CalibrationData { RowsMax = 1 });

        Assert.Equal(9, report.Layers.Count);
        Assert.True(report.BytesAfter < report.BytesBefore, $"{report.BytesBefore} to {report.BytesAfter}");
        Assert.InRange(report.Outputs!.RelativeError, 0, errorMax);
    }
}
