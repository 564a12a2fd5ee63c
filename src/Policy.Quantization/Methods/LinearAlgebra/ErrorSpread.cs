using System.Numerics.Tensors;

namespace OptPolicy.Quantization.Methods.LinearAlgebra;

/// <summary>Makes later inputs take up the errors of earlier ones, by U of <see cref="InverseHessian"/>. One instance a thread.</summary>
/// <param name="upper">U.</param>
/// <param name="columns">Inputs.</param>
/// <param name="blockSize">Inputs of one block at most.</param>
/// <param name="rows">Outputs worked on together.</param>
internal sealed class ErrorSpread(float[] upper, int columns, int blockSize, int rows)
{
    private readonly float[] _packed = new float[blockSize * TileProduct.Width];
    private readonly float[] _tile = new float[rows * TileProduct.Width];

    /// <summary>Within a block, at once: the inputs after <paramref name="place"/> take up its error.</summary>
    /// <param name="weights">One output's weights, up to the end of the block.</param>
    /// <param name="row">U's row of this input.</param>
    /// <param name="place">The input.</param>
    /// <param name="chosen">What its weight becomes.</param>
    /// <returns>The error over U's diagonal.</returns>
    public static float Within(Span<float> weights, ReadOnlySpan<float> row, int place, float chosen)
    {
        var error = (weights[place] - chosen) / row[place];
        var following = weights[(place + 1)..];
        TensorPrimitives.MultiplyAdd(row[(place + 1)..weights.Length], -error, following, following);
        return error;
    }

    /// <summary>After a block, in one product (the lazy batch of section 3.3, step 2): all inputs behind it take up its errors.</summary>
    /// <param name="weights">The outputs' weights.</param>
    /// <param name="errors">One row of blockSize errors an output.</param>
    /// <param name="start">The block's first input.</param>
    /// <param name="end">The input behind the block.</param>
    public void Apply(Span<float> weights, ReadOnlySpan<float> errors, int start, int end)
    {
        for (var strip = end; strip < columns; strip += TileProduct.Width)
        {
            var width = Math.Min(TileProduct.Width, columns - strip);
            TileProduct.Pack(upper.AsSpan(start * columns + strip), columns, end - start, width, _packed);
            TileProduct.Multiply(errors, blockSize, 1, weights.Length / columns, end - start, _packed, _tile);
            for (var row = 0; row < weights.Length / columns; row++)
            {
                var values = weights.Slice(row * columns + strip, width);
                TensorPrimitives.Subtract(values, _tile.AsSpan(row * TileProduct.Width, width), values);
            }
        }
    }
}
