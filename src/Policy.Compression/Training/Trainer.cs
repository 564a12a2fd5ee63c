using System.Security.Cryptography;
using System.Text.Json;
using OptPolicy.Compression.Checkpoints;
using OptPolicy.Compression.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace OptPolicy.Compression.Training;

/// <summary>Trains a model and keeps resumable checkpoints. One run at a time; not thread-safe.</summary>
/// <param name="training">What it learns from.</param>
/// <param name="objective">What is made small, and the model that is trained in place.</param>
/// <param name="evaluate">Measures the model on held-out data.</param>
/// <param name="options">How.</param>
/// <param name="runFolder">Where checkpoints go; a run whose checkpoints are there is continued.</param>
/// <param name="clock">Measures the speed that is reported.</param>
public sealed class Trainer(
    ITrainingObjective objective, TokenStream training, Func<Evaluation> evaluate, TrainingOptions options, string runFolder, TimeProvider clock)
{
    private const double Smoothing = 0.05;
    private readonly ITrainedModel _model = objective.Model;

    /// <summary>Runs to the last step, to an early stop, or to cancellation, which leaves a checkpoint.</summary>
    /// <exception cref="TrainingException">The loss is no number, or the folder holds another run.</exception>
    public TrainingResult Run(Action<TrainingProgress> report, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(report);
        set_num_threads(options.Threads);
        var weights = _model.Weights();
        using var optimiser = new AdamW(weights, options);
        var checkpoint = new TrainingCheckpoint(runFolder);
        var state = checkpoint.Restore(_model, optimiser, RunHash()) ?? new TrainingState(0, null, null, 0, RunHash());
        var plan = new BatchPlan(training, options.Rows, options.Length, options.Seed);
        var (started, firstStep) = (clock.GetTimestamp(), state.Step);
        while (state.Step < options.Steps)
        {
            if (cancellation.IsCancellationRequested)
            {
                checkpoint.Write(_model, optimiser, state);
                return new TrainingResult(TrainingEnd.Cancelled, state.Step, evaluate());
            }

            var loss = Step(optimiser, plan, state.Step);
            var smoothed = state.SmoothedLoss is { } before ? before + Smoothing * (loss - before) : loss;
            state = state with { Step = state.Step + 1, SmoothedLoss = smoothed };
            var heldOut = IsDue(options.EvaluationInterval, state.Step) ? evaluate() : null;
            if (heldOut is not null)
            {
                state = state.BestLoss is not { } best || heldOut.Loss < best
                    ? state with { BestLoss = heldOut.Loss, WorseEvaluations = 0 }
                    : state with { WorseEvaluations = state.WorseEvaluations + 1 };
            }

            if (IsDue(options.CheckpointInterval, state.Step))
                checkpoint.Write(_model, optimiser, state);

            var seconds = clock.GetElapsedTime(started).TotalSeconds;
            var speed = (double)(state.Step - firstStep) * options.Rows * options.Length / seconds;
            var remaining = TimeSpan.FromSeconds((options.Steps - state.Step) * seconds / (state.Step - firstStep));
            report(new TrainingProgress(state.Step, options.Steps, loss, smoothed, options.RateOf(state.Step - 1), speed, remaining, heldOut));
            if (options.Patience > 0 && state.WorseEvaluations >= options.Patience)
            {
                checkpoint.Write(_model, optimiser, state);
                return new TrainingResult(TrainingEnd.NoLongerImproving, state.Step, heldOut!);
            }
        }

        return new TrainingResult(TrainingEnd.AllSteps, state.Step, evaluate());
    }

    private double Step(AdamW optimiser, BatchPlan plan, int step)
    {
        using var scope = NewDisposeScope();
        var tokens = tensor(plan.TokensOf(step), [options.Rows, options.Length + 1]).to(_model.Device);
        optimiser.ClearGradients();
        var loss = objective.Loss(tokens.narrow(1, 0, options.Length), tokens.narrow(1, 1, options.Length));
        double value = loss.item<float>();
        if (!double.IsFinite(value))
        {
            throw new TrainingException(
                $"the loss of step {step + 1} is {value}: lower the learning rate ({options.LearningRate}) or lengthen the warm-up ({options.WarmUpSteps} steps); the last checkpoint is untouched");
        }

        loss.backward();
        if (options.GradientNormLimit > 0)
            nn.utils.clip_grad_norm_(_model.Weights().Select(w => w.Weight), options.GradientNormLimit);

        optimiser.Step(step);
        return value;
    }

    private bool IsDue(int interval, int step) => step == options.Steps || (interval > 0 && step % interval == 0);

    private string RunHash() =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(new { training.Hash, objective.Name, options, _model.Description })));
}
