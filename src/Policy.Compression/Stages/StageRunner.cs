using OptPolicy.Compression.Pipeline.Stages;
using OptPolicy.Compression.Training;
using static TorchSharp.torch;

namespace OptPolicy.Compression.Stages;

/// <summary>Carries out one stage of a compression. One at a time; not thread-safe.</summary>
/// <param name="clock">Measures the speed that is reported.</param>
public sealed class StageRunner(TimeProvider clock)
{
    /// <summary>Runs a stage to its end, or goes on with one that was stopped. Its output appears when it is whole; equal requests give equal bytes.</summary>
    /// <param name="request">The stage.</param>
    /// <param name="report">Takes progress.</param>
    /// <param name="cancellationToken">Stops training, which leaves a checkpoint.</param>
    /// <exception cref="TrainingException">The stage cannot be carried out.</exception>
    /// <exception cref="Data.TrainingDataException">The data cannot be used.</exception>
    /// <exception cref="Kernels.Models.LocalModelException">A model cannot be read.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public StageResult Run(StageRequest request, Action<StageProgress> report, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(report);
        if (Problem(request) is { } problem)
            throw new TrainingException(problem);

        set_num_threads(Math.Max(1, request.Threads));
        using var context = StageContext.Open(request, report, clock);
        cancellationToken.ThrowIfCancellationRequested();
        var outcome = request.Kind switch
        {
            StageKind.PruneWidth => PruneStages.Width(context),
            StageKind.PruneDepth => PruneStages.Depth(context),
            StageKind.PruneWeights => PruneStages.Weights(context),
            StageKind.Distill or StageKind.Qat or StageKind.Qad => TrainStages.Run(context, cancellationToken),
            _ => throw new TrainingException($"there is no stage {request.Kind}"),
        };
        using var made = ReferenceEquals(outcome.Model, context.Model) ? null : outcome.Model;
        report(new StageProgress("writing", 0, 1));
        StageFolder.Write(outcome, request);
        return outcome.Result;
    }

    private static string? Problem(StageRequest request)
    {
        if (!Directory.Exists(request.Model))
            return $"the model '{request.Model}' is not there";
        if (Path.GetFullPath(request.Model) == Path.GetFullPath(request.Output))
            return "a stage cannot write over the model it reads: give another output";
        return request.DataShare is > 0 and <= 1 ? null : $"a data share of {request.DataShare} leaves nothing to learn from: use more than 0 and at most 1";
    }
}
