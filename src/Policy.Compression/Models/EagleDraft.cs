using static TorchSharp.torch;

namespace OptPolicy.Compression.Models;

/// <summary>One step of drafting at every position at once.</summary>
/// <param name="State">What the layer gives, [rows, length, hidden].</param>
/// <param name="Keys">Its keys, [rows, heads, length, head dimension].</param>
/// <param name="Values">Its values.</param>
internal sealed record EagleDraft(Tensor State, Tensor Keys, Tensor Values);
