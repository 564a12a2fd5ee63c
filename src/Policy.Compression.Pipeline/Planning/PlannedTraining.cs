using OptPolicy.Compression.Pipeline.Stages;
using OptPolicy.Language.Semantics;

namespace OptPolicy.Compression.Pipeline.Planning;

/// <summary>A stage for the worker, ready but for the model it starts from. Immutable.</summary>
/// <param name="Name">The step as people write it.</param>
/// <param name="Settings">The request; its model, output and work folders are given when it runs.</param>
public sealed record PlannedTraining(string Name, StageRequest Settings)
{
    /// <summary>The steps that this stage stands for in the typed order.</summary>
    public CompressionStepKind Step => Settings.Kind switch
    {
        StageKind.Distill => CompressionStepKind.Distill,
        StageKind.Qat => CompressionStepKind.Qat,
        StageKind.Qad => CompressionStepKind.Qad,
        _ => CompressionStepKind.Prune,
    };
}
