namespace OptPolicy.Kernels.Onnx;

/// <summary>An input or output of a graph.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its element type.</param>
/// <param name="Dimensions">Its dimensions; empty when the graph does not give them.</param>
internal sealed record OnnxValue(string Name, OnnxElementType Type, IReadOnlyList<OnnxDimension> Dimensions)
{
    /// <summary>A dimension's size; <see langword="null"/> when it is not fixed.</summary>
    public int? Size(int dimension) =>
        dimension < Dimensions.Count && Dimensions[dimension] is { Name: null, Size: > 0 and <= int.MaxValue and var size } ? (int)size : null;
}
