using OptPolicy.Kernels.Architectures;
using OptPolicy.Kernels.Weights;

namespace OptPolicy.Kernels.Checkpoints;

/// <summary>
/// GGUF's llama architecture rotates neighbouring rows of query and key heads, Hugging Face's rows half a head apart; the rows are stored
/// in the order that the rotation needs (llama.cpp, convert_hf_to_gguf.py: LlamaModel.permute).
/// </summary>
internal static class RotaryRowOrder
{
    /// <summary>Rows from GGUF's order to Hugging Face's.</summary>
    public static WeightMatrix FromGguf(WeightMatrix matrix, int headDimension) => new ReorderedMatrix(matrix, row =>
    {
        var (head, inside) = Math.DivRem(row, headDimension);
        var (half, pair) = Math.DivRem(inside, headDimension / 2);
        return head * headDimension + 2 * pair + half;
    });

    /// <summary>Rows from Hugging Face's order to GGUF's.</summary>
    public static WeightMatrix ToGguf(WeightMatrix matrix, int headDimension) => new ReorderedMatrix(matrix, row =>
    {
        var (head, inside) = Math.DivRem(row, headDimension);
        var (pair, half) = Math.DivRem(inside, 2);
        return head * headDimension + half * (headDimension / 2) + pair;
    });

    /// <summary>All layers' queries and keys through one of the two.</summary>
    public static LlamaWeights Reorder(LlamaWeights weights, Func<WeightMatrix, int, WeightMatrix> order) => weights with
    {
        Layers = [.. weights.Layers.Select(layer => layer with
        {
            Query = order(layer.Query, weights.Shape.HeadDimension),
            Key = order(layer.Key, weights.Shape.HeadDimension),
        })],
    };
}
