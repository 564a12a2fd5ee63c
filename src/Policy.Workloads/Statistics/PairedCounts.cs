namespace OptPolicy.Workloads.Statistics;

/// <summary>The table of a paired comparison. Immutable.</summary>
/// <param name="Both">Both right.</param>
/// <param name="BaselineOnly">Lost by the candidate.</param>
/// <param name="CandidateOnly">Won by it.</param>
/// <param name="Neither">Both wrong.</param>
public sealed record PairedCounts(int Both, int BaselineOnly, int CandidateOnly, int Neither)
{
    /// <summary>Pairs.</summary>
    public int Count => Both + BaselineOnly + CandidateOnly + Neither;

    /// <summary>What the baseline got right.</summary>
    public int Baseline => Both + BaselineOnly;

    /// <summary>What the candidate got right.</summary>
    public int Candidate => Both + CandidateOnly;

    /// <summary>The share on which they differ, 0…1.</summary>
    public double Discordance => Count == 0 ? 0 : (BaselineOnly + CandidateOnly) / (double)Count;

    /// <summary>Counts pairs.</summary>
    /// <param name="baseline">The baseline's successes.</param>
    /// <param name="candidate">The candidate's, in the same order.</param>
    /// <exception cref="ArgumentException">The lists differ in length.</exception>
    public static PairedCounts Of(IReadOnlyList<bool> baseline, IReadOnlyList<bool> candidate)
    {
        ArgumentNullException.ThrowIfNull(baseline);
        ArgumentNullException.ThrowIfNull(candidate);
        if (baseline.Count != candidate.Count)
            throw new ArgumentException($"{baseline.Count} and {candidate.Count} outcomes are no pairs.", nameof(candidate));
        Span<int> cells = stackalloc int[4];
        cells.Clear();
        for (var i = 0; i < baseline.Count; i++)
            cells[(baseline[i] ? 0 : 2) + (candidate[i] ? 0 : 1)]++;
        return new(cells[0], cells[1], cells[2], cells[3]);
    }
}
