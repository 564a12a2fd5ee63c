using OptPolicy.Compression.Checkpoints;
using OptPolicy.Compression.Pipeline.Stages;
using OptPolicy.Compression.Stages;
using OptPolicy.Compression.Training;
using OptPolicy.Kernels.Conversion;
using OptPolicy.Kernels.Models;
using OptPolicy.Quantization.Sparsity;

namespace OptPolicy.Compression.Tests.Stages;

public sealed class PruneStageTests : StageTest
{
    [Fact]
    public void WidthStageWritesASmallerModelThatConverts()
    {
        var request = Request(StageKind.PruneWidth) with { Share = 0.5 };
        var result = Run(request);

        using var pruned = ModelFolder.Load(request.Output);
        Assert.Equal((32, 2), (pruned.Config.Shape.FeedForwardSize, pruned.Config.Shape.Heads));
        Assert.Equal(pruned.Config.Parameters, result.ParametersAfter);
        Assert.True(result.ParametersAfter < result.ParametersBefore);
        Assert.NotNull(result.LossBefore);
        Assert.NotNull(result.LossAfter);
        Assert.Equal(2, result.Notes.Count);
        Assert.Equal(result.Notes, StageJson.ReadResult(request.Output).Notes);
        ModelConverter.Convert(request.Output, Path.Combine(Folder, "onnx"), new ConversionOptions { Format = WeightFormat.Fp32 });
    }

    [Fact]
    public void DepthStageKeepsTheLayersThatWereAskedFor()
    {
        var request = Request(StageKind.PruneDepth) with { KeepLayers = 1, Data = [], Calibration = Chat };
        Run(request);

        using var pruned = ModelFolder.Load(request.Output);
        Assert.Equal(1, pruned.Config.Shape.Layers);
    }

    [Theory]
    [InlineData(StageKind.PruneWidth)]
    [InlineData(StageKind.PruneDepth)]
    public void EqualRequestsGiveEqualBytes(StageKind kind)
    {
        var request = Request(kind, "one") with { Share = 0.5 };
        Run(request);
        Run(request with { Output = Path.Combine(Folder, "two") });
        AssertSameFiles(request.Output, Path.Combine(Folder, "two"));
    }

    [Fact]
    public void OutputThatWasNotFinishedIsReplaced()
    {
        var request = Request(StageKind.PruneDepth) with { KeepLayers = 1 };
        Directory.CreateDirectory(request.Output + ".partial");
        File.WriteAllText(Path.Combine(request.Output + ".partial", "junk"), "half");
        Run(request);

        Assert.False(Directory.Exists(request.Output + ".partial"));
        Assert.False(File.Exists(Path.Combine(request.Output, "junk")));
    }

    [Fact]
    public void ShareThatLeavesNoWidthIsRefused()
    {
        var error = Assert.Throws<TrainingException>(() => Run(Request(StageKind.PruneWidth) with { Share = 1 }));
        Assert.Contains("leaves no width", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(Folder, "out")));
    }

    [Theory]
    [InlineData(PruningMethod.Magnitude)]
    [InlineData(PruningMethod.Wanda)]
    [InlineData(PruningMethod.SparseGpt)]
    public void HalfOfEveryMatrixOfTheLayersBecomesZero(PruningMethod method)
    {
        var request = Request(StageKind.PruneWeights) with { Share = 0.5 };
        var result = Run(request with { Tuning = request.Tuning! with { WeightMethod = method } });

        using var pruned = ModelFolder.Load(request.Output);
        foreach (var (name, projection) in pruned.Projections())
            Assert.True(Math.Abs(projection.Weight.data<float>().ToArray().Average(w => w == 0 ? 1.0 : 0) - 0.5) < 0.01, name);
        Assert.Equal(result.ParametersBefore - pruned.Projections().Sum(p => p.Projection.Weight.data<float>().ToArray().Count(w => w == 0)), result.ParametersAfter);
        Assert.DoesNotContain(0f, pruned.Embedding.data<float>().ToArray());
    }

    [Theory]
    [InlineData(null, null, null)]
    [InlineData(1.0, null, null)]
    [InlineData(null, 4, 4)]
    public void WeightsThatCannotGoAreRefused(double? share, int? kept, int? length)
    {
        var error = Record.Exception(() => Run(Request(StageKind.PruneWeights) with { Share = share, PatternKeep = kept, PatternLength = length }));
        Assert.NotNull(StageFailure.Explain(error!));
        Assert.False(Directory.Exists(Path.Combine(Folder, "out")));
    }

    [Fact]
    public void ZerosStayZeroThroughTraining()
    {
        var pruned = Request(StageKind.PruneWeights, "pruned") with { PatternKeep = 2, PatternLength = 4 };
        var result = Run(pruned);
        var trained = Request(StageKind.Distill, "trained") with { Model = pruned.Output, Teacher = Model, Steps = 4, Tuning = new StageTuning { Rows = 4, RowTokens = 32 } };
        var after = Run(trained);

        Assert.True(after.KeepsZeros);
        Assert.Equal(result.ParametersAfter, after.ParametersAfter);
        using var before = ModelFolder.Load(pruned.Output);
        using var model = ModelFolder.Load(trained.Output);
        foreach (var (first, second) in before.Projections().Zip(model.Projections(), (b, m) => (b.Projection.Weight.data<float>().ToArray(), m.Projection.Weight.data<float>().ToArray())))
        {
            Assert.NotEqual(first, second);
            Assert.Equal(first.Select(w => w == 0), second.Select(w => w == 0));
        }
    }
}
