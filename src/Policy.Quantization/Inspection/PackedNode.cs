using OptPolicy.Quantization.Formats.Packing;
using OptPolicy.Quantization.Graphs;

namespace OptPolicy.Quantization.Inspection;

/// <summary>
/// Reads what a quantised node's weights are, and checks that they are on the grid that the node declares: as many codes as the shape needs, padding
/// that counts as zero, and scales that are numbers. A weight is then code times scale and nothing else.
/// </summary>
internal static class PackedNode
{
    /// <param name="node">A node on quantised weights.</param>
    /// <param name="graph">Its graph.</param>
    /// <param name="helpers">Receives the names of scales and zero points.</param>
    /// <returns><see langword="null"/> when the node's weights are not constants of this graph, or its layout is not known.</returns>
    public static InspectedProduct? Read(ModelNode node, ModelGraph graph, HashSet<string> helpers) => node.Operation switch
    {
        "MatMulNBits" => Blocks(node, graph, helpers),
        "GatherBlockQuantized" => Table(node, graph, helpers),
        "MatMulInteger" or "DynamicQuantizeMatMul" or "MatMulIntegerToFloat" => Matrix(node, graph, helpers, 1, node.Operation == "MatMulIntegerToFloat" ? 3 : node.Operation == "DynamicQuantizeMatMul" ? 2 : -1),
        "DequantizeLinear" => Matrix(node, graph, helpers, 0, 1),
        _ => null,
    };

    private static InspectedProduct? Blocks(ModelNode node, ModelGraph graph, HashSet<string> helpers)
    {
        if (graph.Initializer(node.Inputs[1]) is not { } codes || graph.Initializer(node.Inputs[2]) is not { } scales)
            return null;
        var (inputs, outputs, bits, block) = ((int)node.Integer("K"), (int)node.Integer("N"), (int)node.Integer("bits", 4), (int)node.Integer("block_size"));
        var zeroPoints = node.Inputs.Count > 3 ? graph.Initializer(node.Inputs[3]) : null;
        AddHelpers(helpers, scales, zeroPoints);
        var blocks = block > 0 ? (inputs + block - 1) / block : 0;
        var problem = block <= 0 || bits is not (2 or 4 or 8) ? $"it declares {bits} bits in blocks of {block}"
            : codes.Bytes != (long)outputs * blocks * block * bits / 8 ? $"it has {codes.Bytes:N0} bytes of codes, and {outputs} × {blocks} blocks need {(long)outputs * blocks * block * bits / 8:N0}"
            : scales.Elements != (long)outputs * blocks ? $"it has {scales.Elements:N0} scales for {(long)outputs * blocks:N0} blocks"
            : Scales(scales) ?? Padding(codes, zeroPoints, outputs, inputs, bits, block);
        var format = problem is null && bits == 8 && zeroPoints is null ? Float4(codes, scales, block) ?? $"int8 block {block}" : $"int{bits} block {block}";
        return new(node.Label, node.Operation, codes.Name, inputs, outputs, format, false, Bytes(codes, scales, zeroPoints), problem);
    }

    // What pads a row to whole blocks must count as zero, whatever enters there.
    private static string? Padding(ModelTensor codes, ModelTensor? zeroPoints, int outputs, int inputs, int bits, int block)
    {
        var blocks = (inputs + block - 1) / block;
        var used = inputs - ((blocks - 1) * block);
        if (used == block)
            return null;
        var packed = codes.ReadBytes();
        var zeros = zeroPoints is null ? default : zeroPoints.ReadBytes();
        var (blockBytes, zeroBytes) = (block * bits / 8, ((blocks * bits) + 7) / 8);
        var values = new byte[block];
        for (var row = 0; row < outputs; row++)
        {
            NBitsPacking.Unpack(packed.Slice(((((row + 1) * blocks) - 1) * blockBytes), blockBytes), bits, values);
            var zero = zeros.IsEmpty ? 1 << (bits - 1) : zeros[(row * zeroBytes) + ((blocks - 1) * bits / 8)] >> ((blocks - 1) * bits % 8) & ((1 << bits) - 1);
            if (values.AsSpan(used).ContainsAnyExcept((byte)zero))
                return $"row {row} is padded with codes that are not zero";
        }

        return null;
    }

    // NVFP4 and MXFP4 run as 8-bit codes 128 + 2 · E2M1 with half their scale: nothing else has only these codes.
    private static string? Float4(ModelTensor codes, ModelTensor scales, int block)
    {
        if (block is not (16 or 32))
            return null;
        foreach (var code in codes.ReadBytes())
        {
            if (Math.Abs(code - 128) is not (0 or 1 or 2 or 3 or 4 or 6 or 8 or 12))
                return null;
        }

        var arePowers = Array.TrueForAll(scales.ReadFloats(), static s => s == 0 || MathF.Abs(s) == MathF.ScaleB(1, MathF.ILogB(s)));
        return block == 32 ? arePowers ? "mxfp4" : null : "nvfp4";
    }

    private static InspectedProduct? Table(ModelNode node, ModelGraph graph, HashSet<string> helpers)
    {
        if (graph.Initializer(node.Inputs[0]) is not { Dimensions: [var rows, var bytes] } codes || graph.Initializer(node.Inputs[2]) is not { } scales)
            return null;
        var (bits, block) = ((int)node.Integer("bits", 4), (int)node.Integer("block_size", 128));
        var zeroPoints = node.Inputs.Count > 3 ? graph.Initializer(node.Inputs[3]) : null;
        AddHelpers(helpers, scales, zeroPoints);
        var width = codes.Type == TensorType.UInt8 ? bytes * 8 / bits : bytes;
        var problem = scales.Elements != rows * ((width + block - 1) / block) ? $"it has {scales.Elements:N0} scales for {rows} rows of {width}" : Scales(scales);
        return new(node.Label, node.Operation, codes.Name, (int)width, (int)rows, $"int{bits} block {block}", false, Bytes(codes, scales, zeroPoints), problem);
    }

    private static InspectedProduct? Matrix(ModelNode node, ModelGraph graph, HashSet<string> helpers, int codesAt, int scalesAt)
    {
        if (graph.Initializer(node.Inputs[codesAt]) is not { Dimensions: [var inputs, var outputs] } codes)
            return null;
        var scales = scalesAt >= 0 && scalesAt < node.Inputs.Count ? graph.Initializer(node.Inputs[scalesAt]) : null;
        if (scales is not null)
            helpers.Add(scales.Name);
        var block = node.Integer("block_size");
        var format = OnnxInspection.Name(codes.Type) + (block > 0 ? $" block {block}" : scales is { Elements: > 1 } ? " per output" : "");
        return new(node.Label, node.Operation, codes.Name, (int)inputs, (int)outputs, format, false, Bytes(codes, scales, null), scales is null ? null : Scales(scales));
    }

    private static string? Scales(ModelTensor scales) => Array.TrueForAll(scales.ReadFloats(), float.IsFinite) ? null : "a scale is not finite";

    private static long Bytes(ModelTensor codes, ModelTensor? scales, ModelTensor? zeroPoints) => codes.Bytes + (scales?.Bytes ?? 0) + (zeroPoints?.Bytes ?? 0);

    private static void AddHelpers(HashSet<string> helpers, ModelTensor scales, ModelTensor? zeroPoints)
    {
        helpers.Add(scales.Name);
        if (zeroPoints is not null)
            helpers.Add(zeroPoints.Name);
    }
}
