namespace OptPolicy.Kernels.Chat;

/// <summary>A token of an answer with its log-probability.</summary>
/// <param name="Text">The token's text; U+FFFD where it is a part of a character.</param>
/// <param name="Id">The token.</param>
/// <param name="LogProbability">Natural logarithm of its probability at temperature 1, among the tokens that a constraint allowed.</param>
/// <param name="Alternatives">The most probable tokens in its place, most probable first; empty unless asked for.</param>
public sealed record TokenLogProbability(string Text, int Id, float LogProbability, IReadOnlyList<TokenLogProbability> Alternatives);
