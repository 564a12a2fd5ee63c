using OptPolicy.Quantization.Formats;

namespace OptPolicy.Quantization.Rewriting;

/// <summary>What became of one product or table. Immutable.</summary>
/// <param name="Name">The node's name.</param>
/// <param name="Weight">Its matrix's name.</param>
/// <param name="Inputs">K: numbers that enter.</param>
/// <param name="Outputs">N: numbers that leave; of a table, its rows.</param>
/// <param name="Grid">The grid of its weights now.</param>
/// <param name="BytesBefore">Bytes of its matrix before.</param>
/// <param name="BytesAfter">Bytes of codes, scales and zero points.</param>
/// <param name="OutputError">‖(Q − W) x‖ / ‖W x‖ over the calibration rows; without calibration that of the weights, ‖Q − W‖ / ‖W‖.</param>
/// <param name="Note">What was not as asked for, and why; <see langword="null"/> when all was.</param>
public sealed record QuantizedLayer(string Name, string Weight, int Inputs, int Outputs, WeightGrid Grid, long BytesBefore, long BytesAfter, double OutputError, string? Note)
{
    /// <summary>Whether <see cref="OutputError"/> was measured on calibration rows.</summary>
    public bool IsCalibrated { get; init; }

    /// <summary>Whether it is a table whose rows are looked up, no product.</summary>
    public bool IsTable { get; init; }
}
