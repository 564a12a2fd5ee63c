namespace OptPolicy.Kernels.Onnx;

/// <summary>One dimension of a graph input or output: a size, or a name for one that is known only at run time.</summary>
/// <param name="Size">The size, when <paramref name="Name"/> is <see langword="null"/>; -1 when neither is known.</param>
/// <param name="Name">The symbolic name.</param>
internal readonly record struct OnnxDimension(long Size, string? Name)
{
    public static implicit operator OnnxDimension(long size) => new(size, null);

    public static implicit operator OnnxDimension(string name) => new(-1, name);
}
