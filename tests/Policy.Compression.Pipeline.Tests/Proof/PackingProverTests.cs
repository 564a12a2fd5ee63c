using OptPolicy.Compression.Pipeline.Planning;
using OptPolicy.Compression.Pipeline.Proof;
using OptPolicy.Compression.Pipeline.Running;
using OptPolicy.Compression.Pipeline.Stages;
using OptPolicy.Quantization.Formats;

namespace OptPolicy.Compression.Pipeline.Tests.Proof;

public sealed class PackingProverTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("optpolicy-proof-").FullName;

    public PackingProverTests() => RandomCheckpoint.Write(In("checkpoint"));

    [Theory]
    [InlineData("int4")]
    [InlineData("int2")]
    [InlineData("int8")]
    [InlineData("nvfp4")]
    [InlineData("mxfp4")]
    [InlineData("fp8")]
    public void PackedModelIsProvedToBeWhatWasDeclared(string format)
    {
        var proof = Pack(new PackSettings { Grid = DefaultGrid.Of(format) });

        Assert.Null(proof.Problem);
        Assert.True(proof.Weights > 0);
        Assert.Equal((0, 0), (proof.FloatWeights, proof.WideWeights));
    }

    [Theory]
    [InlineData("int4")]
    [InlineData("nvfp4")]
    [InlineData("mxfp4")]
    public void WidenedProductsPassWhereTheDeclarationWidensAndNowhereElse(string format)
    {
        var wide = new PackSettings { Grid = DefaultGrid.Of(format), Wide = ["*.down"] };
        var proof = Pack(wide);

        Assert.Null(proof.Problem);
        Assert.InRange(proof.WideWeights, 1, proof.Weights - 1);
        Assert.Contains("holds int8", PackingProver.Prove(In("packed"), wide with { Wide = [] }).Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("int4")]
    [InlineData("nvfp4")]
    public void MixedPrecisionWidensSomeAndKeepsMost(string format)
    {
        File.WriteAllLines(In("calibrate.txt"), Enumerable.Range(0, 12).Select(static i => $"Calibration text number {i} with some words in it."));
        var proof = Pack(new PackSettings { Grid = DefaultGrid.Of(format), IsMixed = true, Calibration = In("calibrate.txt") });

        Assert.Null(proof.Problem);
        Assert.InRange(proof.WideWeights / (double)proof.Weights, 0.01, 0.3);
    }

    [Fact]
    public void FloatModelIsNoInt4Model()
    {
        Pack(PackSettings.Float);

        Assert.Contains("no product is packed", PackingProver.Prove(In("packed"), new PackSettings { Grid = DefaultGrid.Of("int4") }).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void ScaleThatIsNoNumberIsFound()
    {
        var settings = new PackSettings { Grid = DefaultGrid.Of("int4") };
        Pack(settings);
        var data = Path.Combine(In("packed"), "model.onnx.data");
        var bytes = File.ReadAllBytes(data);
        bytes.AsSpan(bytes.Length / 2).Fill(0xFF);
        File.WriteAllBytes(data, bytes);

        Assert.Contains("not finite", PackingProver.Prove(In("packed"), settings).Problem, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string In(string name) => Path.Combine(_folder, name);

    private PackingProof Pack(PackSettings settings)
    {
        var packer = new ModelPacker();
        packer.Pack(In("checkpoint"), In("packed"), settings, new Progress<StageProgress>(), CancellationToken.None);
        return packer.Prove(In("packed"), settings);
    }
}
