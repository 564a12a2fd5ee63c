using OptPolicy.Kernels.Models;
using OptPolicy.Quantization.Formats;
using OptPolicy.Quantization.Graphs;

namespace OptPolicy.Quantization.Rewriting.Operators;

/// <summary>
/// DequantizeLinear before a MatMul: standard ONNX that any runtime reads. FP8 weights have a scale for each output, INT4 weights one for each
/// block (ONNX Runtime fuses those to one kernel). With calibrated activations, the input is rounded to 8 bit too (QDQ).
/// </summary>
/// <param name="activations">Whether the input is rounded with the range that calibration saw.</param>
internal sealed class DequantizingOperator(bool activations) : ProductOperator
{
    private const int AxisOpset = 13;
    private const int Float8Opset = 19;
    private const int BlockOpset = 21;
    private const int Float8IrVersion = 9;
    private const int Int4IrVersion = 10;
    private const int Int4Middle = 8;

    public override string Write(GraphEdit edit, MatrixProduct product, string input, QuantizedMatrix weights, (float Low, float High)? range)
    {
        var matrix = weights.Grid.Number switch
        {
            NumberFormat.Fp8E4M3 => Float8(edit, product, weights),
            NumberFormat.Int4 => Int4(edit, product, weights),
            NumberFormat.Int8 => Int8(edit, product, weights),
            var number => throw new LocalModelException($"DequantizeLinear has no kernel for {number} on the CPU."),
        };
        var entering = activations ? edit.Shared($"static {input}", () => RoundInput(edit, product, input, range)) : input;
        return edit.Node("MatMul", "", [entering, matrix], edit.Result(product));
    }

    private static string Float8(GraphEdit edit, MatrixProduct product, QuantizedMatrix weights)
    {
        OpsetUpgrade.Require(edit.Model, Float8Opset, "FP8 weights");
        edit.Model.RequireIrVersion(Float8IrVersion);
        var stem = product.Weight.Name;
        var codes = edit.Tensor($"{stem}.codes", TensorType.Float8E4M3FN, [weights.Columns, weights.Rows], MatrixLayout.Transpose(weights.Codes, weights.Rows, weights.Columns));
        return PerChannel(edit, product, weights, codes, "");
    }

    private static string Int8(GraphEdit edit, MatrixProduct product, QuantizedMatrix weights)
    {
        var codes = edit.Tensor($"{product.Weight.Name}.codes", TensorType.Int8, [weights.Columns, weights.Rows], IntegerLayout.InputMajor(weights));
        return PerChannel(edit, product, weights, codes, Domain(edit));
    }

    private static string PerChannel(GraphEdit edit, MatrixProduct product, QuantizedMatrix weights, string codes, string domain)
    {
        if (weights.Grid.Sharing == ScaleSharing.Group)
            throw new LocalModelException($"DequantizeLinear takes one {weights.Grid.Number} scale for an output or for the tensor, not one for a group.");
        var isTensor = weights.Grid.Sharing == ScaleSharing.Tensor;
        var scales = edit.Floats($"{product.Weight.Name}.scales", product.Weight.Type, isTensor ? [] : [weights.Rows], weights.Scales);
        return isTensor
            ? edit.Node("DequantizeLinear", domain, [codes, scales], edit.Name($"{product.Weight.Name}.weights"))
            : edit.Node("DequantizeLinear", domain, [codes, scales], edit.Name($"{product.Weight.Name}.weights"), ("axis", 1));
    }

    private static string Int4(GraphEdit edit, MatrixProduct product, QuantizedMatrix weights)
    {
        OpsetUpgrade.Require(edit.Model, BlockOpset, "INT4 weights in blocks");
        edit.Model.RequireIrVersion(Int4IrVersion);
        var (stem, block) = (product.Weight.Name, weights.Grid.GroupSize);
        if (weights.Grid.Sharing != ScaleSharing.Group || weights.Columns % block != 0)
            throw new LocalModelException($"'{product.Name}': DequantizeLinear takes blocks that divide the {weights.Columns} inputs.");
        var blocks = weights.Columns / block;
        var codes = MatrixLayout.Transpose(weights.Codes, weights.Rows, weights.Columns);
        var isSymmetric = weights.ZeroPoints is null;
        if (isSymmetric)
        {
            foreach (ref var code in codes.AsSpan())
                code = (byte)(code - Int4Middle & 15);
        }

        var type = isSymmetric ? TensorType.Int4 : TensorType.UInt4;
        List<string> inputs =
        [
            edit.Tensor($"{stem}.codes", type, [weights.Columns, weights.Rows], IntegerLayout.PackedPairs(codes)),
            edit.Floats($"{stem}.scales", product.Weight.Type, [blocks, weights.Rows], MatrixLayout.Transpose(weights.Scales, weights.Rows, blocks)),
        ];
        if (weights.ZeroPoints is { } zeroPoints)
            inputs.Add(edit.Tensor($"{stem}.zero_points", type, [blocks, weights.Rows], IntegerLayout.PackedPairs(MatrixLayout.Transpose(zeroPoints, weights.Rows, blocks))));
        return edit.Node("DequantizeLinear", "", inputs.ToArray(), edit.Name($"{stem}.weights"), ("axis", 0), ("block_size", block));
    }

    // Zero must have a code of its own, so the range reaches to it.
    private static string RoundInput(GraphEdit edit, MatrixProduct product, string input, (float Low, float High)? range)
    {
        var (low, high) = range ?? throw new LocalModelException($"'{product.Name}': 8-bit activations with fixed scales need calibration data.");
        (low, high) = (Math.Min(low, 0), Math.Max(high, 0));
        var step = high > low ? (high - low) / byte.MaxValue : 1;
        var zero = (byte)Math.Clamp(MathF.Round(-low / step), 0, byte.MaxValue);
        var domain = Domain(edit);
        var scale = edit.Floats($"{input}.scale", product.Weight.Type, [], [step]);
        var zeroPoint = edit.Tensor($"{input}.zero", TensorType.UInt8, [], [zero]);
        var codes = edit.Node("QuantizeLinear", domain, [input, scale, zeroPoint], edit.Name($"{input}.codes"));
        return edit.Node("DequantizeLinear", domain, [codes, scale, zeroPoint], edit.Name($"{input}.rounded"));
    }

    // ONNX's own operators take a scale for each output from opset 13 on; ONNX Runtime's always did.
    private static string Domain(GraphEdit edit) => edit.Model.Opset("") >= AxisOpset ? "" : ModelNode.MicrosoftDomain;
}
