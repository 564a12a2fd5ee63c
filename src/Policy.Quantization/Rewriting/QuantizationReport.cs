using OptPolicy.Quantization.Calibration;

namespace OptPolicy.Quantization.Rewriting;

/// <summary>What a quantisation did. Immutable.</summary>
/// <param name="Destination">The file or folder that was made.</param>
/// <param name="Layers">Products and tables, in the graph's order.</param>
/// <param name="Kept">Products that stayed as they were.</param>
/// <param name="BytesBefore">Bytes of the model's files before.</param>
/// <param name="BytesAfter">Bytes of the model's files after.</param>
/// <param name="CalibrationRows">Rows that it was calibrated with; 0 for none.</param>
/// <param name="Outputs">The new model against the original.</param>
/// <param name="Notes">What the user should know.</param>
public sealed record QuantizationReport(
    string Destination,
    IReadOnlyList<QuantizedLayer> Layers,
    IReadOnlyList<KeptProduct> Kept,
    long BytesBefore,
    long BytesAfter,
    int CalibrationRows,
    OutputComparison? Outputs,
    IReadOnlyList<string> Notes);
