using Microsoft.Extensions.AI;

namespace OptPolicy;

/// <summary>What speculation did in one attempt, as a local model counts it.</summary>
internal readonly record struct SpeculationCounts(long Rounds, long Proposed, long Accepted)
{
    /// <summary>The counts of an answer; <see langword="null"/> where the model gives none.</summary>
    public static SpeculationCounts? Of(UsageDetails? usage) =>
        usage?.AdditionalCounts is { } counts && counts.TryGetValue(TelemetryNames.Rounds, out var rounds)
            ? new(rounds, counts.GetValueOrDefault(TelemetryNames.DraftsProposed), counts.GetValueOrDefault(TelemetryNames.DraftsAccepted))
            : null;
}
