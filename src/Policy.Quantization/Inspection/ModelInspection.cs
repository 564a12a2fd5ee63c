namespace OptPolicy.Quantization.Inspection;

/// <summary>What a model is made of. Immutable.</summary>
/// <param name="Path">The file or folder.</param>
/// <param name="Container">What holds it: <c>onnx</c>, <c>safetensors</c> or <c>gguf</c>.</param>
/// <param name="Architecture">The architecture as its folder names it; <see langword="null"/> where nothing does.</param>
/// <param name="Parameters">Weights, however they are stored; scales and zero points are not counted.</param>
/// <param name="Bytes">Bytes of the model's files.</param>
/// <param name="Formats">Tensors by how they are stored, the largest first.</param>
/// <param name="Products">Products with constant matrices and lookup tables, in the graph's order; of a checkpoint, its matrices.</param>
/// <param name="Kept">Products that cannot be quantised, and why.</param>
/// <param name="Graph">What the graph says of itself; <see langword="null"/> for a checkpoint.</param>
public sealed record ModelInspection(
    string Path,
    string Container,
    string? Architecture,
    long Parameters,
    long Bytes,
    IReadOnlyList<StoredFormat> Formats,
    IReadOnlyList<InspectedProduct> Products,
    IReadOnlyList<Rewriting.KeptProduct> Kept,
    GraphFacts? Graph)
{
    /// <summary>Weights of products that are floating-point numbers and could be quantised.</summary>
    public long QuantizableWeights => Products.Where(static p => p.IsFloat).Sum(static p => p.Weights);

    /// <summary>Weights that are packed.</summary>
    public long PackedWeights => Products.Where(static p => !p.IsFloat).Sum(static p => p.Weights);

    /// <summary>What is wrong with packed weights; empty when every one of them is on the grid that its node declares.</summary>
    public IReadOnlyList<string> GridProblems => [.. Products.Where(static p => p.GridProblem is not null).Select(static p => $"{p.Name}: {p.GridProblem}")];
}

/// <summary>Tensors that are stored in one way. Immutable.</summary>
/// <param name="Name">The way, for example <c>float32</c> or <c>int4</c>.</param>
/// <param name="Tensors">How many.</param>
/// <param name="Elements">Numbers in them.</param>
/// <param name="Bytes">Bytes in the file.</param>
public sealed record StoredFormat(string Name, int Tensors, long Elements, long Bytes);

/// <summary>A product with a constant matrix, or a table that rows are looked up in. Immutable.</summary>
/// <param name="Name">The node's name; of a checkpoint, the tensor's.</param>
/// <param name="Operation">The operator.</param>
/// <param name="Weight">The matrix's name.</param>
/// <param name="Inputs">K.</param>
/// <param name="Outputs">N; of a table, its rows.</param>
/// <param name="Format">How the weights are stored, for example <c>int4 block 32</c>.</param>
/// <param name="IsFloat">Whether they are floating-point numbers of 16 bits or more.</param>
/// <param name="Bytes">Bytes of weights, scales and zero points.</param>
/// <param name="GridProblem">Why packed weights are not on their grid; <see langword="null"/> when they are, and for floats.</param>
public sealed record InspectedProduct(string Name, string Operation, string Weight, int Inputs, int Outputs, string Format, bool IsFloat, long Bytes, string? GridProblem)
{
    /// <summary>Weights.</summary>
    public long Weights => (long)Inputs * Outputs;

    /// <summary>Whether rows are looked up in it instead of being multiplied.</summary>
    public bool IsTable => Operation is "Gather" or "GatherBlockQuantized";
}

/// <summary>What an ONNX graph says of itself. Immutable.</summary>
/// <param name="Producer">The program that made it.</param>
/// <param name="IrVersion">Version of the file format.</param>
/// <param name="Opsets">Operator sets and their versions; ONNX's own as <c>ai.onnx</c>.</param>
/// <param name="Nodes">Nodes of the main graph.</param>
/// <param name="Operations">How often each operator occurs in it, the most frequent first.</param>
/// <param name="Functions">The model's own functions.</param>
/// <param name="Inputs">Inputs as <c>name type [sizes]</c>.</param>
/// <param name="Outputs">Outputs likewise.</param>
/// <param name="DataFiles">Files beside it that hold weights.</param>
public sealed record GraphFacts(
    string Producer,
    long IrVersion,
    IReadOnlyDictionary<string, int> Opsets,
    int Nodes,
    IReadOnlyList<KeyValuePair<string, int>> Operations,
    IReadOnlyList<string> Functions,
    IReadOnlyList<string> Inputs,
    IReadOnlyList<string> Outputs,
    IReadOnlyList<string> DataFiles);
