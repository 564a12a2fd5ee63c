using System.Security.Cryptography;
using OptPolicy.Kernels.Conversion;
using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Tests.Checkpoints;
using OptPolicy.Kernels.Tests.Models;
using OptPolicy.Kernels.Weights;
using OptPolicy.Kernels.Weights.Safetensors;

namespace OptPolicy.Kernels.Tests.Conversion;

public sealed class ModelConverterTests
{
    private static readonly int[] Prompt = [4, 90, 17, 300, 255];

    [Fact]
    public void CheckpointBecomesAFolderThatOpensAndRuns()
    {
        var source = TestCheckpoints.HuggingFace();
        File.WriteAllText(Path.Combine(source, "tokenizer.json"), "{}");
        var destination = NewPath();

        var model = ModelConverter.Convert(source, destination, new ConversionOptions { Format = WeightFormat.Q8 });

        var folder = DecoderFolder.Open(destination);
        using var runner = new GraphRunner(folder);
        Assert.Equal(512, runner.Forward(Prompt, 1).Length);
        Assert.Equal(1, folder.Spec.BeginToken);
        Assert.Equal([2, 5], folder.Spec.EndTokens);
        Assert.True(model.HasTokenizer);
        Assert.True(File.Exists(Path.Combine(destination, "tokenizer.json")));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(source, SafetensorsReader.SingleFileName)))), model.SourceHash);
        Assert.Contains(model.SourceHash, File.ReadAllText(Path.Combine(destination, "optpolicy-model.json")), StringComparison.Ordinal);
    }

    [Fact]
    public void SafetensorsAndGgufOfTheSameWeightsGiveTheSameLogits()
    {
        var fromSafetensors = NewPath();
        var fromGguf = NewPath();
        ModelConverter.Convert(TestCheckpoints.HuggingFace(), fromSafetensors, new ConversionOptions { Format = WeightFormat.Q8 });
        ModelConverter.Convert(TestCheckpoints.Gguf(TensorEncoding.Q8_0), fromGguf, new ConversionOptions { Format = WeightFormat.Q8 });

        using var first = new GraphRunner(DecoderFolder.Open(fromSafetensors));
        using var second = new GraphRunner(DecoderFolder.Open(fromGguf));

        Assert.Equal(first.Forward(Prompt, 5), second.Forward(Prompt, 5));
    }

    [Fact]
    public void FailedConversionLeavesNothing()
    {
        var source = TestCheckpoints.HuggingFace();
        var path = Path.Combine(source, SafetensorsReader.SingleFileName);
        using (var file = File.OpenWrite(path))
        {
            file.Seek(-512, SeekOrigin.End);
            file.Write(BitConverter.GetBytes(float.NaN));
        }

        var destination = NewPath();

        var error = Assert.Throws<LocalModelException>(() => ModelConverter.Convert(source, destination, new ConversionOptions()));

        Assert.Contains("not finite", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(destination)!));
    }

    [Fact]
    public void CancelledConversionLeavesNothing()
    {
        var destination = NewPath();
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();

        Assert.Throws<OperationCanceledException>(() => ModelConverter.Convert(TestCheckpoints.HuggingFace(), destination, new ConversionOptions(), cancellationToken: cancelled.Token));

        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(destination)!));
    }

    [Fact]
    public void ExistingModelIsReplacedOnlyWhenAllowed()
    {
        var source = TestCheckpoints.Gguf(TensorEncoding.F32);
        var destination = NewPath();
        ModelConverter.Convert(source, destination, new ConversionOptions { Format = WeightFormat.Q8 });

        Assert.Throws<LocalModelException>(() => ModelConverter.Convert(source, destination, new ConversionOptions()));
        ModelConverter.Convert(source, destination, new ConversionOptions { Format = WeightFormat.Q4, Overwrite = true });

        Assert.Equal(WeightFormat.Q4, DecoderFolder.Open(destination).Spec.Format);
        Assert.Single(Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(destination)!));
    }

    [Fact]
    public void ForeignFilesAreNeverReplaced()
    {
        var destination = TestModels.NewFolder();
        File.WriteAllText(Path.Combine(destination, "thesis.txt"), "");

        Assert.Throws<LocalModelException>(() => ModelConverter.Convert(TestCheckpoints.Gguf(TensorEncoding.F32), destination, new ConversionOptions { Overwrite = true }));

        Assert.True(File.Exists(Path.Combine(destination, "thesis.txt")));
    }

    [Fact]
    public void ProgressCountsEveryLayer()
    {
        var progress = new Recorder();

        ModelConverter.Convert(TestCheckpoints.HuggingFace(), NewPath(), new ConversionOptions(), progress);

        Assert.Equal([1L, 2L], progress.Reports.Where(static r => r.Step == "writing layers").Select(static r => r.Done));
        Assert.Contains(progress.Reports, static r => r.Step == "hashing the source" && r.Done == r.Total);
    }

    [Fact]
    public void ContextIsCappedOnRequest()
    {
        var model = ModelConverter.Convert(TestCheckpoints.HuggingFace(), NewPath(), new ConversionOptions { ContextTokens = 64 });

        Assert.Equal(64, model.Decoder!.ContextTokens);
    }

    private static string NewPath() => Path.Combine(TestModels.NewFolder(), "model");

    private sealed class Recorder : IProgress<ConversionProgress>
    {
        public List<ConversionProgress> Reports { get; } = [];

        public void Report(ConversionProgress value) => Reports.Add(value);
    }
}
