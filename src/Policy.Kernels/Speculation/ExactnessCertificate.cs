namespace OptPolicy.Kernels.Speculation;

/// <summary>The result of comparing calls of different widths bit by bit on the loaded model. Immutable.</summary>
/// <param name="IsExact">Whether every row came out bit-equal in every width that was tried.</param>
/// <param name="RowMultiple">The <see cref="Decoding.DecoderLane.RowMultiple"/> that it holds for: 1 is tried first, then 2.</param>
/// <param name="Widths">The widths that were compared with one token a call.</param>
/// <param name="PromptLengths">The lengths of the prompts that were compared.</param>
/// <param name="MaxDifference">Largest absolute difference of a logit; 0 when exact.</param>
/// <param name="Device">Execution provider that ran.</param>
/// <param name="RuntimeVersion">Version of the native ONNX Runtime.</param>
/// <param name="Duration">How long the comparison took.</param>
public sealed record ExactnessCertificate(
    bool IsExact,
    int RowMultiple,
    IReadOnlyList<int> Widths,
    IReadOnlyList<int> PromptLengths,
    double MaxDifference,
    string Device,
    string RuntimeVersion,
    TimeSpan Duration);
