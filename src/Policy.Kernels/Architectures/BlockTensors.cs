using System.Runtime.InteropServices;
using OptPolicy.Kernels.Onnx;
using OptPolicy.Kernels.Weights;

namespace OptPolicy.Kernels.Architectures;

/// <summary>Stores block-quantised matrices in a graph's weight file, each once: a tied head shares the embedding's bytes.</summary>
internal sealed class BlockTensors(OnnxGraph graph)
{
    private readonly Dictionary<(WeightMatrix Matrix, BlockQuantizer Quantizer), (ExternalTensor Codes, ExternalTensor Scales)> _stored = [];

    /// <summary>Quantises and stores a matrix, unless that is done, and returns where its codes and scales are.</summary>
    public (ExternalTensor Codes, ExternalTensor Scales) Store(WeightMatrix matrix, BlockQuantizer quantizer)
    {
        if (_stored.TryGetValue((matrix, quantizer), out var place))
            return place;

        var blocks = quantizer.Blocks(matrix.Columns);
        var scales = new float[matrix.Rows * blocks];
        var codes = graph.Store((long)scales.Length * quantizer.BlockBytes, stream => WeightStreams.WriteBlocks(stream, matrix, quantizer, scales));
        place = (codes, graph.Store(sizeof(float) * (long)scales.Length, stream => stream.Write(MemoryMarshal.AsBytes(scales.AsSpan()))));
        _stored.Add((matrix, quantizer), place);
        return place;
    }
}
