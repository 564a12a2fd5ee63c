using OptPolicy.Kernels.Models;
using OptPolicy.Quantization.Graphs;

namespace OptPolicy.Quantization.Rewriting.Operators;

/// <summary>
/// Rounds what enters a product to MXFP4 with ordinary operators (OCP MX 1.0, section 6.3): blocks of 32, a power of two for each, and E2M1 numbers,
/// which are multiples of a half below 2, of one below 4 and of two up to 6.
/// </summary>
internal static class Fp4Inputs
{
    private const int Block = 32, ReduceByInputOpset = 18, ClipByInputOpset = 11;
    private const float Largest = 6, LargestExponent = 2;

    // Far below every activation; keeps the logarithm of a block of zeros finite.
    private const float Smallest = 1e-30f;

    // The logarithm of a power of two may come out a hair below its whole number.
    private const float LogarithmSlack = 1e-6f;

    /// <summary>Adds the nodes and returns the name of the rounded input.</summary>
    public static string Round(GraphEdit edit, MatrixProduct product, string input)
    {
        if (product.Inputs % Block != 0)
            throw new LocalModelException($"'{product.Name}' has {product.Inputs} inputs, which are no blocks of {Block}; leave the activations float.");
        if (product.Weight.Type != TensorType.Float || edit.Model.Opset("") is not >= ClipByInputOpset)
            throw new LocalModelException($"'{product.Name}': FP4 activations are calculated in float32 of operator set {ClipByInputOpset} and later; leave the activations float.");
        return edit.Shared($"fp4 {input}", () => Nodes(edit, input));
    }

    private static string Nodes(GraphEdit edit, string input)
    {
        var shape = Add("Shape", input);
        var blocks = Add("Reshape", input, edit.Shared("fp4 blocks", () => edit.Tensor("fp4.blocks", TensorType.Int64, [2], [-1L, Block])));
        var largest = Add("Max", Reduce(Add("Abs", blocks)), Constant("smallest", Smallest));
        var exponent = Add("Floor", Add("Add", Add("Div", Add("Log", largest), Constant("ln2", MathF.Log(2))), Constant("slack", LogarithmSlack)));
        var scale = Add("Pow", Constant("two", 2), Add("Sub", exponent, Constant("exponent", LargestExponent)));
        var scaled = Add("Clip", Add("Div", blocks, scale), Constant("lowest", -Largest), Constant("highest", Largest));
        var size = Add("Abs", scaled);
        var coarse = Add("Where", Add("Less", size, Constant("four", 4)), Constant("one", 1), Constant("two", 2));
        var step = Add("Where", Add("Less", size, Constant("two", 2)), Constant("half", 0.5f), coarse);
        var rounded = Add("Mul", Add("Mul", Add("Round", Add("Div", scaled, step)), step), scale);
        return Add("Reshape", rounded, shape);

        string Add(string operation, params string[] inputs) => edit.Node(operation, "", inputs, edit.Name($"{input}.fp4"));

        string Constant(string name, float value) => edit.Shared($"fp4 {name}", () => edit.Floats($"fp4.{name}", TensorType.Float, [], [value]));

        string Reduce(string values) => edit.Model.Opset("") >= ReduceByInputOpset
            ? edit.Node("ReduceMax", "", [values, edit.Shared("fp4 axis", () => edit.Tensor("fp4.axis", TensorType.Int64, [1], [1L]))], edit.Name($"{input}.fp4"), ("keepdims", 1))
            : edit.Node("ReduceMax", "", [values], edit.Name($"{input}.fp4"), ("axes", [1L]), ("keepdims", 1));
    }
}
