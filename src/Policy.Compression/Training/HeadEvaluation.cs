namespace OptPolicy.Compression.Training;

/// <summary>How well a draft head guesses its target's greedy tokens on held-out text.</summary>
/// <param name="FirstToken">Loss of the draft, and share of first tokens that are the target's.</param>
/// <param name="AcceptedTokens">Mean number of tokens of a draft before the first that differs.</param>
/// <param name="DraftTokens">Tokens of a draft.</param>
public sealed record HeadEvaluation(Evaluation FirstToken, double AcceptedTokens, int DraftTokens);
