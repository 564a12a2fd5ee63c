using OptPolicy.Compression.Pipeline.Caching;
using OptPolicy.Compression.Pipeline.Planning;

namespace OptPolicy.Compression.Pipeline.Judging;

/// <summary>What is to be compared. Immutable.</summary>
/// <param name="Original">The original, packed as float32.</param>
/// <param name="Made">The model that was made.</param>
/// <param name="Gates">What decides, and the examples to measure on.</param>
public sealed record JudgeRequest(ModelArtefact Original, ModelArtefact Made, IReadOnlyList<PlannedGate> Gates)
{
    /// <summary>Decides resampling.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Threads of a model.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Whether answers are timed.</summary>
    public bool MeasuresSpeed { get; init; } = true;

    /// <summary>Prompts of the evaluation that also occur in training or calibration data: their tasks are left out.</summary>
    public IReadOnlySet<string> SeenPrompts { get; init; } = new HashSet<string>();
}
