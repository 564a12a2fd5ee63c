namespace OptPolicy.Compression.Data.Texts;

/// <summary>A text, or a pair of texts, as an encoder reads it. Immutable.</summary>
/// <param name="Ids">Its tokens between the special ones.</param>
/// <param name="SecondStart">Where the second text begins; the number of tokens when there is only one.</param>
public sealed record TextRow(IReadOnlyList<int> Ids, int SecondStart);
