using static TorchSharp.torch;

namespace OptPolicy.Compression.Data.Texts;

/// <summary>Rows of texts as tensors [rows, length].</summary>
/// <param name="Ids">Tokens, int64.</param>
/// <param name="Types">Their token types, int64.</param>
/// <param name="Mask">1 for a token and 0 for padding, float32.</param>
/// <param name="Tokens">Tokens that are no padding.</param>
public sealed record TextBatch(Tensor Ids, Tensor Types, Tensor Mask, int Tokens);
