using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Onnx;
using OptPolicy.Kernels.Weights;

namespace OptPolicy.Kernels.Architectures;

/// <summary>Adds matrix products to a graph in one weight format.</summary>
internal sealed class LinearLayers
{
    // Int8 activations: level 0 of MatMulNBits lets a row's result depend on the other rows, and 8-bit weights have no fast kernel there.
    private const long Int8Activations = 4;

    private readonly OnnxGraph _graph;
    private readonly BlockTensors _blocks;
    private readonly WeightFormat _format;
    private readonly HashSet<string> _quantizedInputs = [];

    public LinearLayers(OnnxGraph graph, BlockTensors blocks, WeightFormat format)
    {
        _graph = graph;
        _blocks = blocks;
        _format = format;
        if (format is WeightFormat.Unknown)
            throw new ArgumentOutOfRangeException(nameof(format), format, "A weight format is needed.");
        if (format is WeightFormat.RowQ8)
            AddRowConstants();
    }

    /// <summary>Adds <c>output = input × weightsᵀ</c> and returns the output's name.</summary>
    public string Product(string input, WeightMatrix weights, string name) => _format switch
    {
        WeightFormat.Fp32 => FloatProduct(input, weights, name),
        WeightFormat.Q8 => BlockProduct(input, weights, name, new BlockQuantizer(8, 32)),
        WeightFormat.Q4 => BlockProduct(input, weights, name, new BlockQuantizer(4, 32)),
        WeightFormat.Q4Block128 => BlockProduct(input, weights, name, new BlockQuantizer(4, 128)),
        _ => RowProduct(input, weights, name),
    };

    private string FloatProduct(string input, WeightMatrix weights, string name)
    {
        var tensor = _graph.Tensor($"{name}.weight", OnnxElementType.Float, [weights.Columns, weights.Rows], sizeof(float) * (long)weights.Columns * weights.Rows,
            stream => WeightStreams.WriteTransposed(stream, weights, static (_, value) => value));
        return _graph.Node("MatMul", [input, tensor], name);
    }

    private string BlockProduct(string input, WeightMatrix weights, string name, BlockQuantizer quantizer)
    {
        var blocks = quantizer.Blocks(weights.Columns);
        var place = _blocks.Store(weights, quantizer);
        var codes = _graph.Tensor($"{name}.codes", OnnxElementType.UInt8, [weights.Rows, blocks, quantizer.BlockBytes], place.Codes);
        _graph.Tensor($"{name}.scales", OnnxElementType.Float, [weights.Rows, blocks], place.Scales);
        _graph.Node("MatMulNBits", OnnxGraph.MicrosoftDomain, [input, codes, $"{name}.scales"], [name],
            ("K", weights.Columns), ("N", weights.Rows), ("bits", quantizer.Bits), ("block_size", quantizer.BlockSize), ("accuracy_level", Int8Activations));
        return name;
    }

    // Integer accumulation has no order, and the activation scale belongs to one row: the result of a row cannot depend on the others.
    private string RowProduct(string input, WeightMatrix weights, string name)
    {
        if (_quantizedInputs.Add(input))
            QuantizeRows(input);

        var scales = Array.ConvertAll(WeightStreams.RowMagnitudes(weights), static magnitude => magnitude / 127f);
        var codes = _graph.Tensor($"{name}.codes", OnnxElementType.Int8, [weights.Columns, weights.Rows], (long)weights.Columns * weights.Rows,
            stream => WeightStreams.WriteTransposed(stream, weights, (row, value) => scales[row] == 0 ? (sbyte)0 : (sbyte)MathF.Round(value / scales[row])));
        _graph.Tensor<float>($"{name}.scales", OnnxElementType.Float, [weights.Rows], scales);
        _graph.Node("MatMulIntegerToFloat", OnnxGraph.MicrosoftDomain, [$"{input}.codes", codes, "rows.step", $"{name}.scales", "rows.zero_point"], [$"{name}.unscaled"]);
        return _graph.Node("Mul", [$"{name}.unscaled", $"{input}.row_scale"], name);
    }

    private void QuantizeRows(string input)
    {
        _graph.Node("Abs", [input], $"{input}.magnitude");
        _graph.Node("ReduceMax", [$"{input}.magnitude", "rows.last_axis"], $"{input}.row_max", ("keepdims", 1));
        _graph.Node("Max", [$"{input}.row_max", "rows.tiny"], $"{input}.row_scale");
        _graph.Node("Div", [input, $"{input}.row_scale"], $"{input}.scaled");
        _graph.Node("QuantizeLinear", [$"{input}.scaled", "rows.step", "rows.zero_point"], $"{input}.codes");
    }

    private void AddRowConstants()
    {
        _graph.Tensor<long>("rows.last_axis", OnnxElementType.Int64, [1], [-1]);
        _graph.Tensor<float>("rows.step", OnnxElementType.Float, [], [1f / 127f]);
        _graph.Tensor<float>("rows.tiny", OnnxElementType.Float, [], [1e-20f]);
        _graph.Tensor<byte>("rows.zero_point", OnnxElementType.UInt8, [], [128]);
    }
}
