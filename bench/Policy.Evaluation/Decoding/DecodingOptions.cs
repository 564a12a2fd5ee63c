using OptPolicy.Kernels.Models;

namespace OptPolicy.Evaluation.Decoding;

/// <summary>What the decoding verb measures, and how much of it.</summary>
/// <param name="Data">Folder with public data sets, if there is one.</param>
/// <param name="Model">A checkpoint (it is converted to every format) or a converted model folder; <see langword="null"/> writes random weights.</param>
/// <param name="Draft">The same for the draft model.</param>
/// <param name="Head">A draft head (EAGLE-3) that was trained for the model, or <see langword="null"/>.</param>
/// <param name="PadTo">Weights that the model's checkpoint is padded to without changing what it says; <see langword="null"/> leaves it as it is.</param>
/// <param name="Formats">The formats to check.</param>
/// <param name="SpeedFormat">The format to time.</param>
/// <param name="Prompts">Prompts to check for differences.</param>
/// <param name="TimedPrompts">Prompts of each set to time.</param>
/// <param name="Tokens">Tokens of each answer.</param>
/// <param name="Threads">Threads of a call; 0 leaves it to ONNX Runtime.</param>
/// <param name="PeerTurns">Turns that llama.cpp and we take; 0 leaves llama.cpp out.</param>
internal sealed record DecodingOptions(
    DirectoryInfo? Data, DirectoryInfo? Model, DirectoryInfo? Draft, DirectoryInfo? Head, long? PadTo, IReadOnlyList<WeightFormat> Formats, WeightFormat SpeedFormat, int Prompts, int TimedPrompts, int Tokens, int Threads, int PeerTurns)
{
    /// <summary>The formats whose rows do not depend on the width of a call: by canonical attention, or because rows run in pairs.</summary>
    public static IReadOnlyList<WeightFormat> ExactFormats { get; } = [WeightFormat.Fp32, WeightFormat.Q8, WeightFormat.Q4, WeightFormat.Q4Block128, WeightFormat.RowQ8];
}
