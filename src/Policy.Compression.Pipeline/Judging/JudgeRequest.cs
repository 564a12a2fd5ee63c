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

    /// <summary>
    /// Whether the models answer every task and are timed. Otherwise a task counts as solved when every token of its right answer is the model's first choice:
    /// its greedy answer is then that one, and reading is many times faster than writing.
    /// </summary>
    public bool GeneratesAnswers { get; init; } = true;

    /// <summary>Variants that may be tried until one passes.</summary>
    public int Attempts { get; init; } = 1;

    /// <summary>Where answers are kept while they come, so that a killed run goes on; <see langword="null"/> keeps them in memory.</summary>
    public string? Work { get; init; }

    /// <summary>Lines of the gates' files that training or calibration has seen: they are left out.</summary>
    public IReadOnlyDictionary<string, IReadOnlySet<int>> SeenLines { get; init; } = new Dictionary<string, IReadOnlySet<int>>(StringComparer.Ordinal);
}
