namespace OptPolicy.Kernels.Speculation;

/// <summary>What one drafter did in a generation.</summary>
/// <param name="Name">The drafter.</param>
/// <param name="Proposed">Its guesses that were verified.</param>
/// <param name="Accepted">Those that were right.</param>
public readonly record struct DrafterStatistics(string Name, int Proposed, int Accepted);
