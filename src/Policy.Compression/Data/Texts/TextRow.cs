namespace OptPolicy.Compression.Data.Texts;

/// <summary>A text, or a pair of texts, as an encoder reads it. Immutable.</summary>
/// <param name="Ids">Its tokens between the special ones.</param>
/// <param name="Types">Their types: what <see cref="OptPolicy.Kernels.Embedding.TextPairTypes"/> says of them.</param>
public sealed record TextRow(IReadOnlyList<int> Ids, IReadOnlyList<byte> Types);
