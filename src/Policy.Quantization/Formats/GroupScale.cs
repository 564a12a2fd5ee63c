namespace OptPolicy.Quantization.Formats;

/// <summary>What the weights of one group share.</summary>
/// <param name="Scale">Distance of neighbouring integer codes, or factor of floating-point ones; negative where a symmetric group's extreme is positive.</param>
/// <param name="ZeroPoint">The code of zero; 0 for floating-point numbers.</param>
public readonly record struct GroupScale(float Scale, byte ZeroPoint);
