using System.Security.Cryptography;
using System.Text.Json;
using OptPolicy.Compression.Checkpoints;
using OptPolicy.Compression.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace OptPolicy.Compression.Training;

/// <summary>Trains a model and keeps resumable checkpoints. One run at a time; not thread-safe.</summary>
/// <param name="course">What is made small at each step, and the model that is trained in place.</param>
/// <param name="evaluate">Measures the model on held-out data.</param>
/// <param name="options">How.</param>
/// <param name="runFolder">Where checkpoints go; a run whose checkpoints are there is continued.</param>
/// <param name="clock">Measures the speed that is reported.</param>
public sealed class Trainer(ITrainingCourse course, Func<Evaluation> evaluate, TrainingOptions options, string runFolder, TimeProvider clock)
{
    private const double Smoothing = 0.05;
    private readonly ITrainedModel _model = course.Model;

    /// <summary>Creates a trainer that reads <paramref name="training"/> in windows of equal length.</summary>
    public Trainer(ITrainingObjective objective, TokenStream training, Func<Evaluation> evaluate, TrainingOptions options, string runFolder, TimeProvider clock)
        : this(new WindowCourse(objective, training, options), evaluate, options, runFolder, clock)
    {
    }

    /// <summary>Runs to the last step, to an early stop, or to cancellation, which leaves a checkpoint.</summary>
    /// <exception cref="TrainingException">The loss is no number, or the folder holds another run.</exception>
    public TrainingResult Run(Action<TrainingProgress> report, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(report);
        set_num_threads(options.Threads);
        var weights = _model.Weights();
        using var optimiser = new AdamW(weights, options);
        using var average = options.AverageDecay > 0 ? new WeightAverage(weights, options.AverageDecay) : null;
        (string Name, Tensor Value)[] moments = [.. optimiser.State(), .. average?.State() ?? []];
        var checkpoint = new TrainingCheckpoint(runFolder);
        var state = checkpoint.Restore(_model, moments, RunHash()) ?? new TrainingState(0, null, null, 0, RunHash());
        var (started, firstStep, tokens) = (clock.GetTimestamp(), state.Step, 0L);
        while (state.Step < options.Steps)
        {
            if (cancellation.IsCancellationRequested)
            {
                checkpoint.Write(_model, moments, state);
                return new TrainingResult(TrainingEnd.Cancelled, state.Step, Measure(average));
            }

            var (loss, read) = Step(optimiser, state.Step);
            tokens += read;
            average?.Add(state.Step);
            var smoothed = state.SmoothedLoss is { } before ? before + Smoothing * (loss - before) : loss;
            state = state with { Step = state.Step + 1, SmoothedLoss = smoothed };
            var heldOut = IsDue(options.EvaluationInterval, state.Step) ? Measure(average) : null;
            if (heldOut is not null)
            {
                state = state.BestLoss is not { } best || heldOut.Loss < best
                    ? state with { BestLoss = heldOut.Loss, WorseEvaluations = 0 }
                    : state with { WorseEvaluations = state.WorseEvaluations + 1 };
            }

            if (IsDue(options.CheckpointInterval, state.Step))
                checkpoint.Write(_model, moments, state);

            var seconds = clock.GetElapsedTime(started).TotalSeconds;
            var speed = tokens / seconds;
            var remaining = TimeSpan.FromSeconds((options.Steps - state.Step) * seconds / (state.Step - firstStep));
            report(new TrainingProgress(state.Step, options.Steps, loss, smoothed, options.RateOf(state.Step - 1), speed, remaining, heldOut));
            if (options.Patience > 0 && state.WorseEvaluations >= options.Patience)
            {
                checkpoint.Write(_model, moments, state);
                average?.Exchange();
                return new TrainingResult(TrainingEnd.NoLongerImproving, state.Step, heldOut!);
            }
        }

        average?.Exchange();
        return new TrainingResult(TrainingEnd.AllSteps, state.Step, evaluate());
    }

    private Evaluation Measure(WeightAverage? average)
    {
        average?.Exchange();
        var evaluation = evaluate();
        average?.Exchange();
        return evaluation;
    }

    private (double Loss, int Tokens) Step(AdamW optimiser, int step)
    {
        using var scope = NewDisposeScope();
        optimiser.ClearGradients();
        var (loss, tokens) = course.Loss(step);
        double value = loss.item<float>();
        if (!double.IsFinite(value))
        {
            throw new TrainingException(
                $"the loss of step {step + 1} is {value}: lower the learning rate ({options.LearningRate}) or lengthen the warm-up ({options.WarmUpSteps} steps); the last checkpoint is untouched");
        }

        _model.Backward(loss);
        if (options.GradientNormLimit > 0)
            nn.utils.clip_grad_norm_(_model.Weights().Select(w => w.Weight), options.GradientNormLimit);

        optimiser.Step(step);
        return (value, tokens);
    }

    private bool IsDue(int interval, int step) => step == options.Steps || (interval > 0 && step % interval == 0);

    private string RunHash() =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(new { course.Identity, options, _model.Description })));
}
