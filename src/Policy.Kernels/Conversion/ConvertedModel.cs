using OptPolicy.Kernels.Models;

namespace OptPolicy.Kernels.Conversion;

/// <summary>What a conversion made. Immutable.</summary>
/// <param name="Path">The new folder.</param>
/// <param name="Decoder">The decoder's shape, if it is one.</param>
/// <param name="Encoder">The encoder's shape, if it is one.</param>
/// <param name="SourceHash">SHA-256 of the source's weight files, lower-case hex.</param>
/// <param name="HasTokenizer">Whether the folder holds a tokenizer.</param>
public sealed record ConvertedModel(string Path, DecoderSpec? Decoder, EncoderSpec? Encoder, string SourceHash, bool HasTokenizer);
