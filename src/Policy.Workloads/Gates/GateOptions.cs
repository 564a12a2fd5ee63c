namespace OptPolicy.Workloads.Gates;

/// <summary>How gates decide. Immutable.</summary>
public sealed record GateOptions
{
    /// <summary>One-sided: a model that breaks a bound passes at most this much short of always failing.</summary>
    public double Confidence { get; init; } = 0.95;

    /// <summary>
    /// How many variants are tried on these tasks until one passes: the more are tried, the likelier a bad one passes by luck, so the error is divided by their
    /// number. Gates of one variant need no such care: all of them must pass.
    /// </summary>
    public int Attempts { get; init; } = 1;

    /// <summary>Of bootstrap draws.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The confidence of each gate: 1 − (1 − <see cref="Confidence"/>) ÷ <see cref="Attempts"/>.</summary>
    public double EachConfidence => 1 - (1 - Confidence) / Attempts;
}
