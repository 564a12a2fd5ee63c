namespace OptPolicy.Kernels.Weights.Safetensors;

/// <summary>A tensor to write.</summary>
/// <param name="Name">The tensor's name.</param>
/// <param name="Values">The values; a matrix of one row is written as a vector.</param>
/// <param name="Encoding">F32, F16 or BF16.</param>
public sealed record SafetensorsTensor(string Name, WeightMatrix Values, TensorEncoding Encoding = TensorEncoding.F32);
