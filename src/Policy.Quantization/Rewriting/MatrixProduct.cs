using OptPolicy.Quantization.Graphs;

namespace OptPolicy.Quantization.Rewriting;

/// <summary>A node that multiplies its input by a constant matrix. Immutable.</summary>
/// <param name="Node">The node (MatMul or Gemm).</param>
/// <param name="Weight">The matrix.</param>
/// <param name="IsOutputMajor">Whether the matrix is stored [outputs, inputs].</param>
/// <param name="Alpha">What the product is multiplied by.</param>
/// <param name="Bias">What is added to the product; <see langword="null"/> for nothing.</param>
/// <param name="Beta">What the bias is multiplied by.</param>
internal sealed record MatrixProduct(ModelNode Node, ModelTensor Weight, bool IsOutputMajor, float Alpha, string? Bias, float Beta)
{
    /// <summary>The node's name, or its output's where it has none.</summary>
    public string Name => Node.Label;

    /// <summary>The value that enters.</summary>
    public string Input => Node.Inputs[0];

    public string Output => Node.Outputs[0];

    /// <summary>K.</summary>
    public int Inputs => (int)Weight.Dimensions[IsOutputMajor ? 1 : 0];

    /// <summary>N.</summary>
    public int Outputs => (int)Weight.Dimensions[IsOutputMajor ? 0 : 1];

    /// <summary>The weights as float32, [outputs, inputs], with <see cref="Alpha"/> multiplied in.</summary>
    public float[] ReadWeights()
    {
        var values = Weight.ReadFloats();
        if (!IsOutputMajor)
            values = MatrixLayout.Transpose(values, Inputs, Outputs);
        if (Alpha != 1)
            System.Numerics.Tensors.TensorPrimitives.Multiply(values, Alpha, values);
        return values;
    }
}
