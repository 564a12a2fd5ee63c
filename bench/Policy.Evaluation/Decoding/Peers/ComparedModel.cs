using OptPolicy.Kernels.Models;

namespace OptPolicy.Evaluation.Decoding.Peers;

/// <summary>The same weights for both sides.</summary>
/// <param name="Name">Size, for the table.</param>
/// <param name="Bits">Bits of a weight.</param>
/// <param name="Folder">Our model.</param>
/// <param name="RowMultiple">Rows that our calls run at a time, as the model's certificate wants.</param>
/// <param name="Gguf">llama.cpp's file.</param>
/// <param name="GgufFormat">Its format.</param>
internal sealed record ComparedModel(string Name, int Bits, DecoderFolder Folder, int RowMultiple, string Gguf, string GgufFormat);
