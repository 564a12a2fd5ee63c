using Microsoft.Extensions.Time.Testing;
using OptPolicy.Compression.Data;
using OptPolicy.Compression.Models;
using OptPolicy.Compression.Training;

namespace OptPolicy.Compression.Tests.Training;

public sealed class TrainerTests : TorchTest
{
    private static readonly TrainingOptions Options = new()
    {
        Steps = 12,
        Rows = 4,
        Length = 16,
        LearningRate = 5e-3,
        WarmUpSteps = 2,
        EvaluationInterval = 4,
        CheckpointInterval = 4,
    };

    // A sequence that counts upwards: predictable from the last token alone.
    private static readonly TokenStream Counting = new(Enumerable.Range(0, 2_000).Select(i => i % 60));

    [Fact]
    public void LossFallsOnPredictableData()
    {
        using var model = new LlamaModel(Tiny, seed: 1);
        var reports = new List<TrainingProgress>();
        var result = Train(model, Options with { Steps = 120 }, "run", reports.Add);

        Assert.InRange(reports[0].Loss, 4.0, 4.4); // ln 64 = 4.16
        Assert.True(result.HeldOut.Loss < 1, $"held-out loss {result.HeldOut.Loss}");
        Assert.True(result.HeldOut.TokenAccuracy > 0.9, $"accuracy {result.HeldOut.TokenAccuracy}");
        Assert.Equal(TrainingEnd.AllSteps, result.End);
    }

    [Theory]
    [InlineData(5, 0)] // between checkpoints: the cancelled run leaves one
    [InlineData(8, 0)]
    [InlineData(5, 0.9)]
    public void ResumedRunEndsWithTheBytesOfAnUninterruptedOne(int stopAfter, double averageDecay)
    {
        var options = Options with { AverageDecay = averageDecay };
        using var whole = new LlamaModel(Tiny, seed: 1);
        var uninterrupted = Train(whole, options, "whole");

        using var stop = new CancellationTokenSource();
        using (var first = new LlamaModel(Tiny, seed: 1))
        {
            var half = Train(first, options, "parts", p => StopAt(stopAfter, p, stop), stop.Token);
            Assert.Equal((TrainingEnd.Cancelled, stopAfter), (half.End, half.Step));
        }

        using var second = new LlamaModel(Tiny, seed: 99);
        var reports = new List<TrainingProgress>();
        var resumed = Train(second, options, "parts", reports.Add);

        Assert.Equal(stopAfter + 1, reports[0].Step);
        Assert.Equal(uninterrupted, resumed);
        Assert.All(whole.Weights().Zip(second.Weights()), pair => Assert.Equal(pair.First.Weight.data<float>().ToArray(), pair.Second.Weight.data<float>().ToArray()));
    }

    [Fact]
    public void AverageOfTheWeightsIsMeasuredAndKept()
    {
        using var plain = new LlamaModel(Tiny, seed: 1);
        using var averaged = new LlamaModel(Tiny, seed: 1);
        var options = Options with { Steps = 120 };
        var (last, smooth) = (new List<TrainingProgress>(), new List<TrainingProgress>());
        Train(plain, options, "plain", last.Add);
        Train(averaged, options with { AverageDecay = 0.99 }, "averaged", smooth.Add);

        // The average changes nothing about the training itself.
        Assert.Equal(last.Select(p => p.Loss), smooth.Select(p => p.Loss));
        var (first, second) = (plain.Weights()[0].Weight.data<float>().ToArray(), averaged.Weights()[0].Weight.data<float>().ToArray());
        Assert.NotEqual(first, second);
        Assert.True(smooth[^1].HeldOut!.TokenAccuracy > 0.9);
    }

    [Fact]
    public void CheckpointThatWasNotFinishedIsIgnored()
    {
        using var model = new LlamaModel(Tiny, seed: 1);
        Train(model, Options with { Steps = 4 }, "run");
        var checkpoints = Path.Combine(Folder, "run", "checkpoints");
        Directory.CreateDirectory(Path.Combine(checkpoints, "step-00000009.partial"));

        using var again = new LlamaModel(Tiny, seed: 2);
        var reports = new List<TrainingProgress>();
        Train(again, Options with { Steps = 4 }, "run", reports.Add);

        Assert.Empty(reports);
        Assert.All(model.Weights().Zip(again.Weights()), pair => Assert.Equal(pair.First.Weight.data<float>().ToArray(), pair.Second.Weight.data<float>().ToArray()));
    }

    [Fact]
    public void OnlyTheNewestCheckpointsAreKept()
    {
        using var model = new LlamaModel(Tiny, seed: 1);
        Train(model, Options, "run");

        var kept = Directory.GetDirectories(Path.Combine(Folder, "run", "checkpoints")).Select(Path.GetFileName).Order();
        Assert.Equal(["step-00000008", "step-00000012"], kept);
    }

    [Fact]
    public void CheckpointsOfAnotherRunAreRefused()
    {
        using var model = new LlamaModel(Tiny, seed: 1);
        Train(model, Options, "run");

        var error = Assert.Throws<TrainingException>(() => Train(model, Options with { LearningRate = 1e-4 }, "run"));
        Assert.Contains("other data, options or dimensions", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LossThatIsNoNumberStopsTheRunAndKeepsTheLastCheckpoint()
    {
        using var model = new LlamaModel(Tiny, seed: 1);
        Train(model, Options with { Steps = 4 }, "run");
        using (TorchSharp.torch.no_grad())
            model.Weights()[0].Weight.fill_(float.NaN);

        var error = Assert.Throws<TrainingException>(() => Train(model, Options with { Steps = 4 }, "other"));
        Assert.Contains("the loss of step 1 is NaN: lower the learning rate", error.Message, StringComparison.Ordinal);
        Assert.Single(Directory.GetDirectories(Path.Combine(Folder, "run", "checkpoints")));
    }

    [Fact]
    public void TrainingStopsWhenTheHeldOutLossStopsFalling()
    {
        using var model = new LlamaModel(Tiny, seed: 1);
        var options = Options with { Steps = 100, LearningRate = 0, EvaluationInterval = 2, Patience = 3 };
        var result = Train(model, options, "run");

        // The first evaluation is the best; three more do not improve on it.
        Assert.Equal((TrainingEnd.NoLongerImproving, 8), (result.End, result.Step));
    }

    [Fact]
    public void ReportsTellSpeedAndTimeLeft()
    {
        var clock = new FakeTimeProvider();
        using var model = new LlamaModel(Tiny, seed: 1);
        var reports = new List<TrainingProgress>();
        var evaluator = new Evaluator(Counting, rows: 4, length: 16, sequencesMax: 4);
        new Trainer(new SlowObjective(model, clock), Counting, () => evaluator.Evaluate(model), Options, Path.Combine(Folder, "run"), clock).Run(reports.Add, CancellationToken.None);

        Assert.Equal(4 * 16 / 2.0, reports[5].TokensPerSecond);
        Assert.Equal(TimeSpan.FromSeconds(2 * 6), reports[5].Remaining);
        Assert.Equal([4, 8, 12], reports.Where(r => r.HeldOut is not null).Select(r => r.Step));
    }

    [Fact]
    public void StudentComesNearItsTeacher()
    {
        using var teacher = new LlamaModel(Tiny, seed: 1).Freeze();
        using var student = new LlamaModel(Tiny with { Shape = Tiny.Shape with { Layers = 1 } }, seed: 2);
        var losses = new List<double>();
        Train(student, Options with { Steps = 60, LearningRate = 1e-2 }, "run", p => losses.Add(p.Loss), objective: new DistillationObjective(student, teacher, teacherShare: 1));

        Assert.True(losses[^1] < losses[0] / 3, $"divergence fell from {losses[0]} to {losses[^1]}");
        Assert.All(teacher.Weights(), w => Assert.Null(w.Weight.grad));
    }

    [Fact]
    public void StudentWithAnotherVocabularyIsRefused()
    {
        using var teacher = new LlamaModel(Tiny, seed: 1);
        using var student = new LlamaModel(Tiny with { Shape = Tiny.Shape with { VocabularySize = 65 } }, seed: 2);

        var error = Assert.Throws<ArgumentException>(() => new DistillationObjective(student, teacher, 0.9));
        Assert.Contains("both need the same tokenizer", error.Message, StringComparison.Ordinal);
    }

    private static void StopAt(int step, TrainingProgress progress, CancellationTokenSource stop)
    {
        if (progress.Step == step)
            stop.Cancel();
    }

    private TrainingResult Train(
        LlamaModel model, TrainingOptions options, string run, Action<TrainingProgress>? report = null, CancellationToken cancellation = default, ITrainingObjective? objective = null)
    {
        var evaluator = new Evaluator(Counting, rows: 4, length: 16, sequencesMax: 8);
        return new Trainer(objective ?? new NextTokenObjective(model), Counting, () => evaluator.Evaluate(model), options, Path.Combine(Folder, run), TimeProvider.System)
            .Run(report ?? (_ => { }), cancellation);
    }

    private sealed class SlowObjective(LlamaModel model, FakeTimeProvider clock) : ITrainingObjective
    {
        private readonly NextTokenObjective _inner = new(model);

        public string Name => _inner.Name;

        public ITrainedModel Model => model;

        public TorchSharp.torch.Tensor Loss(TorchSharp.torch.Tensor inputs, TorchSharp.torch.Tensor targets)
        {
            clock.Advance(TimeSpan.FromSeconds(2));
            return _inner.Loss(inputs, targets);
        }
    }
}
