namespace OptPolicy.Compression.Pipeline.Measuring;

/// <summary>How a model reads one right answer. Immutable.</summary>
/// <param name="Tokens">Tokens of the answer, its end included.</param>
/// <param name="Loss">Sum of their negative log-probabilities, in nats.</param>
/// <param name="Right">Tokens that are the model's first choice. When all are, its greedy answer is this one.</param>
public readonly record struct ForcedReading(int Tokens, double Loss, int Right);
