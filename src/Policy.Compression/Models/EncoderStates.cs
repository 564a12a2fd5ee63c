using static TorchSharp.torch;

namespace OptPolicy.Compression.Models;

/// <summary>What an encoder's layers gave for a batch.</summary>
/// <param name="Hidden">The embeddings, then every layer's output: [rows, length, hidden] each.</param>
/// <param name="Scores">Every layer's attention scores before their softmax: [rows, heads, length, length] each.</param>
public sealed record EncoderStates(IReadOnlyList<Tensor> Hidden, IReadOnlyList<Tensor> Scores);
