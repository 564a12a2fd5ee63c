using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Onnx;
using OptPolicy.Kernels.Weights;

namespace OptPolicy.Kernels.Architectures;

/// <summary>Adds the lookup of token embeddings to a graph.</summary>
internal sealed class EmbeddingLayer(OnnxGraph graph, BlockTensors blocks, WeightFormat format)
{
    /// <summary>Adds the lookup and returns the output's name.</summary>
    public string Lookup(string tokens, WeightMatrix embedding, string name)
    {
        if (format is WeightFormat.Fp32 || embedding.Columns % WeightMatrix.BlockSize != 0)
        {
            var tensor = graph.Tensor($"{name}.weight", OnnxElementType.Float, [embedding.Rows, embedding.Columns], sizeof(float) * (long)embedding.Rows * embedding.Columns,
                stream => WeightStreams.WriteRows(stream, embedding));
            return graph.Node("Gather", [tensor, tokens], name, ("axis", 0));
        }

        // Eight bits even beside 4-bit products: a lookup reads one row, so the bits cost no time, and the rows are what
        // quantisation hurts most. A source that already has four bits gains nothing from more.
        var quantizer = new BlockQuantizer(embedding.CodeBits == 4 ? 4 : 8, WeightMatrix.BlockSize);
        var place = blocks.Store(embedding, quantizer);
        var codes = graph.Tensor($"{name}.codes", OnnxElementType.UInt8, [embedding.Rows, embedding.Columns * quantizer.Bits / 8], place.Codes);
        var scales = graph.Tensor($"{name}.scales", OnnxElementType.Float, [embedding.Rows, quantizer.Blocks(embedding.Columns)], place.Scales);
        graph.Node("GatherBlockQuantized", OnnxGraph.MicrosoftDomain, [codes, tokens, scales], [name],
            ("gather_axis", 0), ("quantize_axis", 1), ("block_size", quantizer.BlockSize), ("bits", quantizer.Bits));
        return name;
    }
}
