using OptPolicy.Language.Semantics;

namespace OptPolicy.Compression.Pipeline.Planning;

/// <summary>A declaration with its files found: what will run, in order, and what decides. Immutable.</summary>
/// <param name="Declaration">What the policy says.</param>
/// <param name="Options">What the run is given.</param>
/// <param name="Checkpoint">The folder to start from.</param>
/// <param name="Training">The stages of the worker, in order.</param>
/// <param name="Packing">How the result is packed.</param>
/// <param name="Gates">The gates, with the files that decide them.</param>
public sealed record CompressionPlan(
    CompressionDeclaration Declaration,
    PipelineOptions Options,
    string Checkpoint,
    IReadOnlyList<PlannedTraining> Training,
    PackSettings Packing,
    IReadOnlyList<PlannedGate> Gates)
{
    /// <summary>The model that training imitates when nothing else is said.</summary>
    public string Teacher => Training.LastOrDefault(static s => s.Settings.Teacher is not null)?.Settings.Teacher ?? Checkpoint;

    /// <summary>How many variants may be tried until one passes: the error of every gate is divided by it.</summary>
    public int Attempts => 1 + Declaration.Ladder.Count;

    /// <summary>The stage whose data recovery trains on; <see langword="null"/> when no stage trains.</summary>
    public PlannedTraining? LastTraining => Training.LastOrDefault(static s => s.Settings.Data.Count > 0);
}
