using OptPolicy.Compression.Data;
using OptPolicy.Compression.Models;
using OptPolicy.Compression.Training;
using TorchSharp;

namespace OptPolicy.Compression.Tests.Training;

public sealed class RowCourseTests : TorchTest
{
    // Repeats what came before the mark 63.
    private static readonly TrainingRow[] Rows =
        [.. Enumerable.Range(0, 40).Select(i => new TrainingRow([i, (i * 7 + 3) % 50, 63, i, (i * 7 + 3) % 50, 0], [0, 0, 0, 1, 1, 1]))];

    [Fact]
    public void CopyingIsLearnedAndGreedyAnswersAgreeWithTheMeasure()
    {
        using var model = new LlamaModel(Tiny, seed: 1);
        var result = Train(model, new RowCourseOptions { Dropout = 0.05, LabelSmoothing = 0.02 }, Options(200), "run");
        Assert.True(result.HeldOut.ExactAnswers > 0.5, $"{result.HeldOut.ExactAnswers:P0} right");
        Assert.True(result.HeldOut.TokenAccuracy >= result.HeldOut.ExactAnswers);

        var right = Rows.Count(row =>
        {
            List<int> written = [.. row.Tokens.Take(3)];
            while (written.Count < row.Tokens.Count)
            {
                using var scope = torch.NewDisposeScope();
                using var noGradient = torch.no_grad();
                written.Add((int)model.forward(torch.tensor(written.Select(t => (long)t).ToArray(), [1, written.Count]))[0, -1].argmax().item<long>());
            }

            return written.SequenceEqual(row.Tokens);
        });
        Assert.Equal(right / 40.0, result.HeldOut.ExactAnswers);
    }

    [Fact]
    public void ResumedRunWithNoiseEndsWithTheBytesOfAnUninterruptedOne()
    {
        var course = new RowCourseOptions { Dropout = 0.2, Seed = 5 };
        using var whole = new LlamaModel(Tiny, seed: 1);
        Train(whole, course, Options(9), "whole");

        using var stop = new CancellationTokenSource();
        using (var first = new LlamaModel(Tiny, seed: 1))
            Train(first, course, Options(9), "parts", step => Stop(step, 5, stop), stop.Token);
        using var second = new LlamaModel(Tiny, seed: 8);
        Train(second, course, Options(9), "parts");

        Assert.All(whole.Weights().Zip(second.Weights()), pair => Assert.Equal(pair.First.Weight.data<float>().ToArray(), pair.Second.Weight.data<float>().ToArray()));
    }

    [Fact]
    public void PaddingChangesNoLoss()
    {
        using var model = new LlamaModel(Tiny, seed: 1);
        TrainingRow brief = Rows[0], lengthy = new([.. Rows[1].Tokens, 5, 6, 7, 8], [.. Rows[1].Weights, 1, 1, 1, 1]);
        double Of(params TrainingRow[] rows)
        {
            using var scope = torch.NewDisposeScope();
            return new RowCourse(model, new RowPlan(_ => rows, rows.Length, seed: 1), new RowCourseOptions(), "").Loss(0).Loss.item<float>();
        }

        Assert.Equal((3 * Of(brief) + 7 * Of(lengthy)) / 10, Of(brief, lengthy), 1e-5);
    }

    [Fact]
    public void NothingIsSwitchedOffOutsideALesson()
    {
        using var model = new LlamaModel(Tiny, seed: 1);
        using var scope = torch.NewDisposeScope();
        var tokens = torch.tensor(new long[] { 1, 2, 3, 4 }, [1, 4]);
        float[] Logits() => model.forward(tokens).data<float>().ToArray();
        float[] plain = Logits(), noisy, again;
        using (model.Drop(0.3, seed: 4))
            noisy = Logits();
        using (model.Drop(0.3, seed: 4))
            again = Logits();

        Assert.Equal(plain, Logits());
        Assert.NotEqual(plain, noisy);
        Assert.Equal(noisy, again);
    }

    [Fact]
    public void TeacherIsImitatedWhereAnswersCount()
    {
        using var teacher = new LlamaModel(Tiny, seed: 2).Freeze();
        using var student = new LlamaModel(Tiny, seed: 3);
        var losses = new List<double>();
        new Trainer(
            new RowCourse(student, Plan(), new RowCourseOptions { TeacherShare = 1 }, "rows", teacher), () => new RowEvaluator(Rows).Evaluate(student), Options(80),
            Path.Combine(Folder, "student"), TimeProvider.System).Run(p => losses.Add(p.Loss), CancellationToken.None);

        Assert.True(losses[^1] < losses[0] / 3, $"divergence fell from {losses[0]} to {losses[^1]}");
    }

    private static RowPlan Plan() => new(_ => Rows, rows: 8, seed: 2);

    private static TrainingOptions Options(int steps) => new() { Steps = steps, Rows = 8, LearningRate = 1e-2, WarmUpSteps = 5, EvaluationInterval = 0, CheckpointInterval = 4, AverageDecay = 0.9 };

    private static void Stop(int step, int at, CancellationTokenSource stop)
    {
        if (step == at)
            stop.Cancel();
    }

    private TrainingResult Train(
        LlamaModel model, RowCourseOptions course, TrainingOptions options, string run, Action<int>? report = null, CancellationToken cancellation = default) =>
        new Trainer(new RowCourse(model, Plan(), course, "rows"), () => new RowEvaluator(Rows).Evaluate(model), options, Path.Combine(Folder, run), TimeProvider.System)
            .Run(p => report?.Invoke(p.Step), cancellation);
}
