using OptPolicy.Quantization.Formats;

namespace OptPolicy.Quantization.Precision;

/// <summary>What one grid would cost one matrix. Immutable.</summary>
/// <param name="Grid">The grid; <see langword="null"/>: left as float32.</param>
/// <param name="Error">What it loses, in a unit that adds up over matrices; <see cref="MixedPrecision.Measure"/> takes the squared relative output error.</param>
/// <param name="Bytes">Stored bytes.</param>
public sealed record PrecisionChoice(WeightGrid? Grid, double Error, long Bytes);
