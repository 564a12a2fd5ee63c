using OptPolicy.Kernels.Devices;
using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Speculation;
using OptPolicy.Kernels.Tests.Decoding;
using OptPolicy.Kernels.Tests.Models;

namespace OptPolicy.Kernels.Tests.Speculation;

public sealed class ExactnessCertifierTests
{
    private static readonly DeviceSelection Device = new(DeviceKind.Cpu, "CPUExecutionProvider", "1.0", []);

    [Fact]
    public void CertifiesAModelWhoseRowsDoNotDependOnTheWidth()
    {
        var certificate = ExactnessCertifier.Certify(new ScriptedLane(context: 600), Device);

        Assert.True(certificate.IsExact);
        Assert.Equal((1, 0.0), (certificate.RowMultiple, certificate.MaxDifference));
        Assert.Equal([1, 2, 3, 4, 5, 8, 16], certificate.Widths);
        Assert.Equal([5, 37, 300], certificate.PromptLengths);
    }

    [Fact]
    public void FindsTheSmallestDifferenceOfAWideCall()
    {
        var certificate = ExactnessCertifier.Certify(new ScriptedLane(context: 600) { WideError = 1e-5f }, Device);

        Assert.False(certificate.IsExact);
        Assert.Equal(1e-5, certificate.MaxDifference, 1e-6);
    }

    [Fact]
    public void SmallContextIsComparedAtTheLengthsThatFit()
    {
        Assert.Equal([5, 37], ExactnessCertifier.Certify(new ScriptedLane(context: 100), Device).PromptLengths);
    }

    [Fact]
    public void StoredCertificateHoldsUntilTheModelOrTheDeviceChanges()
    {
        var folder = TestModels.NewFolder();
        var graph = Path.Combine(folder, "model.onnx");
        File.WriteAllText(graph, "a graph");
        var lane = new ScriptedLane(context: 100);

        var made = CertificateFile.ReadOrCertify(folder, graph, 1, lane, Device);
        var calls = lane.Widths.Count;
        var read = CertificateFile.ReadOrCertify(folder, graph, 1, lane, Device);
        Assert.Equal(calls, lane.Widths.Count);
        Assert.Equal((made.IsExact, made.Device, made.Duration), (read.IsExact, read.Device, read.Duration));

        CertificateFile.ReadOrCertify(folder, graph, 1, lane, Device with { RuntimeVersion = "1.1" });
        Assert.Equal(2 * calls, lane.Widths.Count);
        CertificateFile.ReadOrCertify(folder, graph, 2, lane, Device with { RuntimeVersion = "1.1" });
        Assert.Equal(3 * calls, lane.Widths.Count);
        File.WriteAllText(graph, "another graph");
        CertificateFile.ReadOrCertify(folder, graph, 2, lane, Device with { RuntimeVersion = "1.1" });
        Assert.Equal(4 * calls, lane.Widths.Count);
    }

    [Fact]
    public void BrokenStoredCertificateIsMadeAgain()
    {
        var folder = TestModels.NewFolder();
        var graph = Path.Combine(folder, "model.onnx");
        File.WriteAllText(graph, "a graph");
        File.WriteAllText(Path.Combine(folder, CertificateFile.Name), "{\"Key\":");

        Assert.True(CertificateFile.ReadOrCertify(folder, graph, 1, new ScriptedLane(context: 100), Device).IsExact);
    }

    [Theory]
    [InlineData(WeightFormat.Fp32)]
    [InlineData(WeightFormat.Q8)]
    [InlineData(WeightFormat.Q4)]
    [InlineData(WeightFormat.RowQ8)]
    public void CanonicalAttentionMakesTheExactFormatsExact(WeightFormat format)
    {
        using var model = OpenModel.Tiny(format);
        using var lane = model.CreateLane();

        Assert.True(ExactnessCertifier.Certify(lane, model.Device).IsExact);
    }
}
