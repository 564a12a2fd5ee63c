namespace OptPolicy.Compression.Training;

/// <summary>What a model wrote.</summary>
/// <param name="Text">The text, without the token that ends it.</param>
/// <param name="IsWhole">Whether the model ended it, and not a limit.</param>
public sealed record WrittenAnswer(string Text, bool IsWhole);
