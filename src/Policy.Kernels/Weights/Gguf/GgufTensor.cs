namespace OptPolicy.Kernels.Weights.Gguf;

/// <summary>A tensor to write.</summary>
/// <param name="Name">The tensor's name.</param>
/// <param name="Values">The values; a matrix of one row is written as a vector.</param>
/// <param name="Encoding">How to store them; block encodings need columns in multiples of <see cref="WeightMatrix.BlockSize"/>.</param>
public sealed record GgufTensor(string Name, WeightMatrix Values, TensorEncoding Encoding);
