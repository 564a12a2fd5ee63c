using OptPolicy.Quantization.Formats;
using OptPolicy.Quantization.Methods;

namespace OptPolicy.Quantization.Rewriting;

/// <summary>How a model is quantised. Immutable.</summary>
public sealed record QuantizationOptions
{
    /// <summary>The grid of the weights.</summary>
    public required WeightGrid Grid { get; init; }

    /// <summary>How codes are chosen.</summary>
    public QuantizationMethod Method { get; init; } = QuantizationMethod.Rtn;

    /// <summary>What enters the products.</summary>
    public ActivationFormat Activations { get; init; } = ActivationFormat.Float;

    /// <summary>Names of products, or of their weights, that stay as they are; <c>*</c> stands for any text.</summary>
    public IReadOnlyList<string> Except { get; init; } = [];

    /// <summary>Products (names with <c>*</c>) that get 8 bits instead of the grid's: mixed precision.</summary>
    public IReadOnlyList<string> Wide { get; init; } = [];

    /// <summary>
    /// Average bits of a weight, scales included, spent where they save most output error: products get the grid's bits or 8; those that are
    /// <see cref="Wide"/> anyway do not count. Needs calibration. <see langword="null"/> for the grid everywhere.
    /// </summary>
    public double? MixedBits { get; init; }

    /// <summary>How weight-only products are written.</summary>
    public WeightOperator Operator { get; init; }

    /// <summary>Whether tables that rows are looked up in (embeddings) get 8 bits in blocks of 32.</summary>
    public bool QuantizesTables { get; init; } = true;
}
