using OptPolicy.Compression.Checkpoints;
using OptPolicy.Compression.Data;
using OptPolicy.Compression.Models;
using OptPolicy.Compression.Pipeline.Stages;
using OptPolicy.Compression.Simulation;
using OptPolicy.Compression.Training;
using OptPolicy.Kernels.Tokenization;
using OptPolicy.Quantization.Formats;
using OptPolicy.Quantization.Methods;
using TorchSharp;
using static TorchSharp.torch;

namespace OptPolicy.Compression.Tests.Stages;

public sealed class TrainStageTests : StageTest
{
    private static readonly WeightGrid Int4 = new(NumberFormat.Int4, ScaleSharing.Group, 16, IsSymmetric: false);

    [Fact]
    public void PrunedStudentComesBackToItsTeacher()
    {
        var pruned = Request(StageKind.PruneDepth, "pruned") with { KeepLayers = 1 };
        Run(pruned);
        var reports = new List<StageProgress>();
        var result = Run(Training(StageKind.Distill) with { Model = pruned.Output, Teacher = Model, Steps = 20, TeacherWeight = 0.5 }, reports.Add);

        Assert.True(result.LossAfter < result.LossBefore - 0.5, $"the loss went from {result.LossBefore} to {result.LossAfter}");
        Assert.Equal(20, result.Steps);
        Assert.True(result.Tokens > 0);
        Assert.Equal(20, reports.Count(r => r.Phase == "distilling"));
        Assert.All(reports.Where(r => r.Phase == "distilling"), r => Assert.NotNull(r.Loss));
    }

    [Theory]
    [InlineData(StageKind.Distill)]
    [InlineData(StageKind.Qad)]
    public void StoppedStageGoesOnToTheBytesOfAnUninterruptedOne(StageKind kind)
    {
        var request = Training(kind, "whole") with { Steps = 7, Grid = Int4 };
        request = request with { Tuning = request.Tuning! with { CheckpointInterval = 2, HiddenWeight = 0.5, RelationWeight = 0.5 } };
        Run(request);

        var parts = request with { Output = Path.Combine(Folder, "parts"), Work = Path.Combine(Folder, "parts.work") };
        using var stop = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => Run(parts, p => StopAt(3, p, stop), stop.Token));
        Assert.False(Directory.Exists(parts.Output));
        // What a kill leaves: the checkpoint of an earlier step, and a half-written one.
        Directory.Delete(Path.Combine(parts.Work, "student", "checkpoints", "step-00000003"), recursive: true);
        Directory.CreateDirectory(Path.Combine(parts.Work, "student", "checkpoints", "step-00000004.partial"));
        var steps = new List<long>();
        Run(parts, p => steps.AddRange(p.Loss is null ? [] : [p.Done]));

        Assert.Equal([3, 4, 5, 6, 7], steps);
        AssertSameFiles(request.Output, parts.Output);
    }

    [Fact]
    public void RoundingTheMastersToNearestGivesTheSimulatedModel()
    {
        var request = Training(StageKind.Qat) with { Steps = 4, Grid = Int4 };
        var result = Run(request);
        Assert.Equal(Int4, result.SimulatedGrid);

        using var trained = ModelFolder.Load(request.Output);
        using var start = ModelFolder.Load(Model);
        foreach (var (projection, before) in trained.Projections().Zip(start.Projections(), (t, b) => (t.Projection, b.Projection)))
        {
            var (rows, columns) = ((int)projection.Weight.shape[0], (int)projection.Weight.shape[1]);
            var masters = projection.Weight.data<float>().ToArray();
            using var simulated = new RoundingSimulation(Int4).RoundWeights(projection.Weight);
            Assert.Equal(MatrixQuantizer.Quantize(masters, rows, columns, Int4, QuantizationMethod.Rtn).Matrix.Decode(), simulated.data<float>().ToArray());
            Assert.NotEqual(before.Weight.data<float>().ToArray(), masters);
        }
    }

    [Fact]
    public void EveryProductOfTheLayersIsListedOnce()
    {
        using var model = ModelFolder.Load(Model);
        Assert.Equal(2 * 7, model.Projections().Count);
        Assert.Equal(2 * 7, model.Projections().Select(p => p.Projection).Distinct().Count());
    }

    [Fact]
    public void FrozenWeightsStayAsTheyWere()
    {
        var request = Training(StageKind.Distill) with { Steps = 3, Frozen = ["*_proj.weight"] };
        Run(request);

        using var before = ModelFolder.Load(Model);
        using var after = ModelFolder.Load(request.Output);
        var same = before.Weights().Zip(after.Weights(), (b, a) => (b.Name, IsSame: b.Weight.data<float>().ToArray().AsSpan().SequenceEqual(a.Weight.data<float>().ToArray()))).ToArray();
        Assert.All(same, w => Assert.Equal(w.Name.Contains("_proj", StringComparison.Ordinal), w.IsSame));
    }

    [Fact]
    public void CorrectedTeacherKnowsTheData()
    {
        var request = Training(StageKind.Distill) with { Steps = 2 };
        var phases = new List<string>();
        Run(request with { Tuning = request.Tuning! with { TeacherCorrectionSteps = 3 } }, p => phases.Add(p.Phase));
        Assert.Equal(3, phases.Count(p => p == "correcting the teacher"));
        Assert.Equal(2, phases.Count(p => p == "distilling"));
    }

    [Fact]
    public void TeacherWithAnotherTokenizerIsRefused()
    {
        var other = Path.Combine(Folder, "other");
        Directory.CreateDirectory(other);
        foreach (var file in Directory.GetFiles(Model))
            File.Copy(file, Path.Combine(other, Path.GetFileName(file)));
        var tokenizer = Path.Combine(other, "tokenizer.json");
        File.WriteAllText(tokenizer, File.ReadAllText(tokenizer).Replace("<|im_start|>", "<|start|>", StringComparison.Ordinal));

        var error = Assert.Throws<TrainingDataException>(() => Run(Training(StageKind.Distill) with { Teacher = other }));
        Assert.Contains("another tokenizer", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LossThatIsNoNumberEndsTheStage()
    {
        using (var model = ModelFolder.Load(Model))
        {
            using (no_grad())
                model.Weights()[0].Weight.fill_(1e30f);
            ModelFolder.Save(model, Model);
        }

        var error = Assert.Throws<TrainingException>(() => Run(Training(StageKind.Qat) with { Grid = Int4, Steps = 2 }));
        Assert.Contains("lower the learning rate", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SmallerSharesLieWithinLargerOnes()
    {
        var documents = Enumerable.Range(0, 200).ToArray();
        var (few, many) = (DataSubset.Draw(documents, 0.03, 7), DataSubset.Draw(documents, 0.3, 7));
        Assert.Equal((6, 60), (few.Count, many.Count));
        Assert.Subset(many.ToHashSet(), few.ToHashSet());
        Assert.NotEqual(few, DataSubset.Draw(documents, 0.03, 8));
    }

    private StageRequest Training(StageKind kind, string output = "out") => Request(kind, output) with
    {
        Data = [Chat, Text],
        Teacher = Model,
        Tuning = new StageTuning { Rows = 4, RowTokens = 32, UsesBFloat16 = false },
    };

    private static void StopAt(int step, StageProgress progress, CancellationTokenSource stop)
    {
        if (progress.Loss is not null && progress.Done == step)
            stop.Cancel();
    }
}
