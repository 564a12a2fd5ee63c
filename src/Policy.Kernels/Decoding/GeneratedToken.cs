namespace OptPolicy.Kernels.Decoding;

/// <summary>A token of the answer.</summary>
/// <param name="Id">The token.</param>
/// <param name="LogProbability">Natural logarithm of its probability under the model at temperature 1, before truncation by top-k or top-p and after constraints' masks; NaN unless asked for.</param>
/// <param name="Alternatives">The most probable tokens at its position, most probable first; <see langword="null"/> unless asked for.</param>
public readonly record struct GeneratedToken(int Id, float LogProbability, IReadOnlyList<TokenProbability>? Alternatives);

/// <summary>A candidate token and its log-probability.</summary>
/// <param name="Id">The token.</param>
/// <param name="LogProbability">Natural logarithm of its probability.</param>
public readonly record struct TokenProbability(int Id, float LogProbability);
