using OptPolicy.Quantization.Formats;

namespace OptPolicy.Quantization.Rewriting.Operators;

/// <summary>Writes a product with quantised weights as nodes that ONNX Runtime has kernels for.</summary>
internal abstract class ProductOperator
{
    /// <summary>Adds the nodes that multiply <paramref name="input"/> and returns the name of their result.</summary>
    /// <param name="edit">The graph.</param>
    /// <param name="product">The product that is replaced.</param>
    /// <param name="input">What enters: the product's input, perhaps scaled.</param>
    /// <param name="weights">Its weights on their grid.</param>
    /// <param name="range">The smallest and largest number that entered while calibrating; <see langword="null"/> without calibration.</param>
    public abstract string Write(GraphEdit edit, MatrixProduct product, string input, QuantizedMatrix weights, (float Low, float High)? range);
}
