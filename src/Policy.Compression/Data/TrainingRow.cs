namespace OptPolicy.Compression.Data;

/// <summary>One text to learn from, alone in its row. Immutable.</summary>
/// <param name="Tokens">Its tokens.</param>
/// <param name="Weights">How much each token's prediction from those before it counts; 0 for what is only read.</param>
public sealed record TrainingRow(IReadOnlyList<int> Tokens, IReadOnlyList<float> Weights);
