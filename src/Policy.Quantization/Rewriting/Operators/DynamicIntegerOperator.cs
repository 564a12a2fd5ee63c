using OptPolicy.Quantization.Formats;
using OptPolicy.Quantization.Graphs;

namespace OptPolicy.Quantization.Rewriting.Operators;

/// <summary>
/// DynamicQuantizeLinear and MatMulInteger: 8-bit weights and 8-bit activations whose scale each call finds anew. Before opset 11, which has
/// the former, ONNX Runtime's own DynamicQuantizeMatMul does the same in one node.
/// </summary>
internal sealed class DynamicIntegerOperator : ProductOperator
{
    private const int FirstOpset = 11;

    public override string Write(GraphEdit edit, MatrixProduct product, string input, QuantizedMatrix weights, (float Low, float High)? range)
    {
        var stem = product.Weight.Name;
        var isHalf = product.Weight.Type == TensorType.Float16;
        var codes = edit.Tensor($"{stem}.codes", TensorType.Int8, [weights.Columns, weights.Rows], IntegerLayout.InputMajor(weights));
        long[] scaleShape = weights.Grid.Sharing == ScaleSharing.Tensor ? [] : [weights.Rows];
        var scales = edit.Floats($"{stem}.scales", TensorType.Float, scaleShape, weights.Scales);
        var single = isHalf ? edit.Shared($"single {input}", () => edit.Node("Cast", "", [input], edit.Name($"{input}.single"), ("to", (long)TensorType.Float))) : input;
        var result = edit.Result(product);
        var unscaled = isHalf ? edit.Name($"{product.Output}/single") : result;
        if (edit.Model.Opset("") < FirstOpset)
        {
            edit.Node("DynamicQuantizeMatMul", ModelNode.MicrosoftDomain, [single, codes, scales], unscaled);
        }
        else
        {
            var (quantized, scale, zero) = edit.Shared($"dynamic {input}", () => Quantize(edit, single, input));
            var sum = edit.Node("MatMulInteger", "", [quantized, codes, zero], edit.Name($"{product.Output}/integer"));
            var exact = edit.Node("Cast", "", [sum], edit.Name($"{product.Output}/sum"), ("to", (long)TensorType.Float));
            var both = edit.Node("Mul", "", [scale, scales], edit.Name($"{product.Output}/scale"));
            edit.Node("Mul", "", [exact, both], unscaled);
        }

        return isHalf ? edit.Node("Cast", "", [unscaled], result, ("to", (long)TensorType.Float16)) : result;
    }

    private static (string Codes, string Scale, string Zero) Quantize(GraphEdit edit, string single, string input)
    {
        var names = (edit.Name($"{input}.codes"), edit.Name($"{input}.scale"), edit.Name($"{input}.zero"));
        edit.Nodes("DynamicQuantizeLinear", "", [single], [names.Item1, names.Item2, names.Item3]);
        return names;
    }
}
