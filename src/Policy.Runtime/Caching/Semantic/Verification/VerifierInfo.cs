namespace OptPolicy;

/// <summary>Who judges whether a cached answer fits: a model of the policy, or a small cross-encoder. Immutable.</summary>
/// <param name="Name">The name in the policy file.</param>
/// <param name="Model">Slot of the judging model; <see langword="null"/> for a cross-encoder.</param>
/// <param name="Folder">The cross-encoder's folder; <see langword="null"/> for the one that is part of this library.</param>
public sealed record VerifierInfo(string Name, int? Model, string? Folder)
{
    /// <summary>The least probability of "same question" at which a cross-encoder confirms.</summary>
    public double LeastProbability { get; init; } = 0.9;
}
