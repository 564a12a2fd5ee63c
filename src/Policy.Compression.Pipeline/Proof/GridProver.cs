using OptPolicy.Compression.Pipeline.Planning;
using OptPolicy.Kernels;
using OptPolicy.Kernels.Decoding;
using OptPolicy.Kernels.Models;
using OptPolicy.Quantization.Formats;
using OptPolicy.Quantization.Formats.Packing;
using OptPolicy.Quantization.Graphs;
using OptPolicy.Quantization.Rewriting;

namespace OptPolicy.Compression.Pipeline.Proof;

/// <summary>
/// Reads a packed model back from its bytes: every weight is derived from its code, rounded again with the stored scale, and must give that code; then the
/// model is opened and must answer with finite numbers. Training after quantisation leaves float products behind, which this finds.
/// </summary>
internal static class GridProver
{
    private const int WideBits = 8;

    public static GridProof Prove(string folder, PackSettings settings)
    {
        try
        {
            var proof = ReadBack(DecoderFolder.Open(folder).GraphPath, settings);
            return proof.Holds && Answers(folder) is { } problem ? proof with { Problem = problem } : proof;
        }
        catch (LocalModelException error)
        {
            return new GridProof(0, 0, 0, error.Message);
        }
    }

    private static GridProof ReadBack(string graphPath, PackSettings settings)
    {
        using var model = OnnxModel.Open(graphPath);
        var (tensors, weights) = (0, 0L);
        string? problem = null;
        foreach (var node in model.Graph.Nodes.Where(n => ProductFinder.IsQuantized(n, model.Graph) && !n.Is("GatherBlockQuantized", ModelNode.MicrosoftDomain)))
        {
            var (count, wrong) = node.Operation == "MatMulNBits" ? Blocks(model.Graph, node, settings.Grid) : (Codes(model.Graph, node), null);
            tensors++;
            weights += count;
            problem ??= wrong;
        }

        var floats = ProductFinder.Find(model.Graph).Products.Sum(static p => (long)p.Inputs * p.Outputs);
        problem ??= settings.Grid is not null && tensors == 0 ? $"no product is packed, although {GridNames.Describe(settings.Grid)} is declared" : null;
        return new GridProof(tensors, weights, floats, problem);
    }

    private static (long Weights, string? Problem) Blocks(ModelGraph graph, ModelNode node, WeightGrid? grid)
    {
        var (inputs, outputs, bits, block) = ((int)node.Integer("K"), (int)node.Integer("N"), (int)node.Integer("bits"), (int)node.Integer("block_size"));
        var blocks = (inputs + block - 1) / block;
        var codes = graph.Initializer(node.Inputs[1])!.ReadBytes().ToArray();
        var scales = graph.Initializer(node.Inputs[2])!.ReadFloats();
        var zeroPoints = node.Inputs.Count > 3 && node.Inputs[3].Length > 0 ? graph.Initializer(node.Inputs[3])!.ReadBytes().ToArray() : null;
        var isFloating = grid is { IsInteger: false };
        if (!isFloating && grid is not null && bits != grid.Bits && bits != WideBits)
            return (0, $"'{node.Label}' holds {bits}-bit codes, not {GridNames.Describe(grid)}");
        if (codes.Length != outputs * blocks * block * bits / 8 || scales.Length != outputs * blocks)
            return (0, $"'{node.Label}' has {codes.Length} bytes of codes and {scales.Length} scales for {outputs} × {inputs} weights");

        var number = bits switch
        {
            2 => NumberFormat.Int2,
            4 => NumberFormat.Int4,
            _ => NumberFormat.Int8,
        };
        var (unpacked, zeros) = (new byte[block], new byte[blocks]);
        for (var row = 0; row < outputs; row++)
        {
            Zeros(zeroPoints, row, bits, zeros);
            for (var b = 0; b < blocks; b++)
            {
                var at = row * blocks + b;
                NBitsPacking.Unpack(codes.AsSpan(at * block * bits / 8, block * bits / 8), bits, unpacked);
                if (Wrong(number, new GroupScale(scales[at], zeros[b]), unpacked, isFloating && bits == WideBits))
                    return (0, $"'{node.Label}' has a weight in row {row} that is not on its grid");
            }
        }

        return ((long)inputs * outputs, null);
    }

    private static bool Wrong(NumberFormat number, GroupScale scale, ReadOnlySpan<byte> codes, bool isFp4)
    {
        if (!float.IsFinite(scale.Scale))
            return true;
        foreach (var code in codes)
        {
            // E2M1 runs as twice its value in 8 bits: 0, 1, 2, 3, 4, 6, 8 or 12 from the middle code.
            if (isFp4 && Math.Abs(code - 128) is not (<= 4 or 6 or 8 or 12))
                return true;
            if (scale.Scale != 0 && GridRounding.Encode(number, scale, GridRounding.Decode(number, scale, code)) != code)
                return true;
        }

        return false;
    }

    private static void Zeros(byte[]? packed, int row, int bits, Span<byte> zeros)
    {
        if (packed is null)
        {
            zeros.Fill((byte)(1 << (bits - 1)));
            return;
        }

        var rowBytes = (zeros.Length * bits + 7) / 8;
        NBitsPacking.Unpack(packed.AsSpan(row * rowBytes, rowBytes), bits, zeros);
    }

    // Where the element type is the grid, every stored value is on it.
    private static long Codes(ModelGraph graph, ModelNode node) => node.Inputs.Select(graph.Initializer).OfType<ModelTensor>().Where(static t => t.Dimensions.Count == 2).Sum(static t => t.Elements);

    private static string? Answers(string folder)
    {
        using var model = LocalModel.Open(folder, new LocalModelOptions { Speculates = false, Threads = 1 });
        var prompt = new[] { 0, 1, 2 };
        using var lease = model.Lanes.RentAsync(new LaneRequest(prompt)).AsTask().GetAwaiter().GetResult();
        foreach (var logit in lease.Lane.Forward(prompt, 1, CancellationToken.None))
        {
            if (!float.IsFinite(logit))
                return "it answers with numbers that are not finite";
        }

        return null;
    }
}
