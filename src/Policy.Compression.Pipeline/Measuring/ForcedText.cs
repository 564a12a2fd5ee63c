namespace OptPolicy.Compression.Pipeline.Measuring;

/// <summary>A text with the part that is to be predicted. Immutable.</summary>
/// <param name="Tokens">The whole text.</param>
/// <param name="Start">Where the part begins; at least 1.</param>
public sealed record ForcedText(int[] Tokens, int Start);
