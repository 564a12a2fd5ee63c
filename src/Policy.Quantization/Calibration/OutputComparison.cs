namespace OptPolicy.Quantization.Calibration;

/// <summary>How far the outputs of a quantised model are from the original's on the same input. Immutable.</summary>
/// <param name="Rows">Calls compared.</param>
/// <param name="RelativeError">‖quantised − original‖ / ‖original‖ over all outputs of floating-point numbers.</param>
/// <param name="SameTopFraction">
/// Share of rows along the outputs' last dimension whose largest number is in the same place: same token, same class.
/// </param>
/// <param name="IsRandom">Whether the inputs were made up.</param>
public sealed record OutputComparison(int Rows, double RelativeError, double SameTopFraction, bool IsRandom);
