using OptPolicy.Kernels.Architectures;
using OptPolicy.Kernels.Weights;

namespace OptPolicy.Evaluation.Decoding.Peers;

/// <summary>
/// A matrix rounded to codes whose scale is shared by more than one block of GGUF's: values that both GGUF's small blocks and our larger
/// ones hold exactly.
/// </summary>
internal sealed class SharedScaleMatrix(WeightMatrix source, int bits, int scaled) : WeightMatrix(source.Name, source.Rows, source.Columns)
{
    private readonly BlockQuantizer _quantizer = new(bits, scaled);

    public override int CodeBits => bits;

    public override void Read(int row, int column, Span<float> destination)
    {
        var codes = new byte[_quantizer.Blocks(Columns) * scaled];
        var scales = Quantize(row, codes);
        for (var i = 0; i < destination.Length; i++)
            destination[i] = (codes[column + i] - _quantizer.ZeroPoint) * scales[(column + i) / scaled];
    }

    public override void ReadCodes(int row, Span<byte> codes, Span<float> scales)
    {
        var shared = Quantize(row, codes);
        for (var block = 0; block < scales.Length; block++)
            scales[block] = shared[block * BlockSize / scaled];
    }

    /// <summary>The weights with their products' matrices rounded; rows of any width for a scale of a whole row (0).</summary>
    public static LlamaWeights Of(LlamaWeights weights, int bits, int scaled)
    {
        return weights with
        {
            Head = Round(weights.Head!),
            Layers = [.. weights.Layers.Select(layer => layer with
            {
                Query = Round(layer.Query),
                Key = Round(layer.Key),
                Value = Round(layer.Value),
                Output = Round(layer.Output),
                Gate = Round(layer.Gate),
                Up = Round(layer.Up),
                Down = Round(layer.Down),
            })],
        };

        SharedScaleMatrix Round(WeightMatrix matrix) => new(matrix, bits, scaled == 0 ? matrix.Columns : scaled);
    }

    private float[] Quantize(int row, Span<byte> codes)
    {
        var scales = new float[_quantizer.Blocks(Columns)];
        _quantizer.Quantize(source, row, new float[Columns], codes, scales);
        return scales;
    }
}
