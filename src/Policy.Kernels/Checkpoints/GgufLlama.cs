using OptPolicy.Kernels.Architectures;
using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Weights;
using OptPolicy.Kernels.Weights.Gguf;

namespace OptPolicy.Kernels.Checkpoints;

/// <summary>Opens and writes Llama-architecture models in GGUF files.</summary>
public static class GgufLlama
{
    private const string Architecture = "llama";
    private const string RotaryDivisors = "rope_freqs.weight";

    /// <summary>The weights of an open file. The file stays the caller's until the source is disposed, which closes it.</summary>
    /// <exception cref="LocalModelException">The architecture or one of its traits is not supported, or a tensor is missing or wrong.</exception>
    public static LlamaSource Open(GgufFile file)
    {
        var shape = Shape(file);
        var tied = !file.Checkpoint.Tensors.ContainsKey(LlamaTensorNames.Gguf.Head);
        var weights = LlamaTensorNames.Gguf.Bind(file.Checkpoint, shape, tied);
        int[] ends = [.. ((int?[])[file.Integer("tokenizer.ggml.eos_token_id"), file.Integer("tokenizer.ggml.eot_token_id")]).OfType<int>().Distinct()];
        return new LlamaSource(RotaryRowOrder.Reorder(weights, RotaryRowOrder.FromGguf), file.Integer("tokenizer.ggml.bos_token_id"), ends, file.Checkpoint);
    }

    /// <summary>Writes a decoder so that llama.cpp runs it.</summary>
    /// <param name="path">The file; replaced if it exists.</param>
    /// <param name="weights">The weights, in Hugging Face row order.</param>
    /// <param name="encoding">How to store the matrices, the embedding and the head included; norms are always F32.</param>
    /// <param name="tokenizer">The tokenizer's metadata.</param>
    /// <exception cref="LocalModelException">A weight is not finite, or a row does not fill the encoding's blocks.</exception>
    public static void Write(string path, LlamaWeights weights, TensorEncoding encoding, GgufTokenizer tokenizer)
    {
        var shape = weights.Shape;
        if (shape.HiddenSize % encoding.BlockValues() != 0 || shape.FeedForwardSize % encoding.BlockValues() != 0)
            throw new LocalModelException($"Widths {shape.HiddenSize} and {shape.FeedForwardSize} do not fill {encoding}'s blocks of {encoding.BlockValues()}. Write F32 instead.");

        List<KeyValuePair<string, object>> metadata =
        [
            new("general.architecture", Architecture),
            new("general.name", Path.GetFileNameWithoutExtension(path)),
            new("general.file_type", FileType(encoding)),
            new("general.quantization_version", 2u),
            new("llama.context_length", (uint)shape.ContextTokens),
            new("llama.embedding_length", (uint)shape.HiddenSize),
            new("llama.block_count", (uint)shape.Layers),
            new("llama.feed_forward_length", (uint)shape.FeedForwardSize),
            new("llama.attention.head_count", (uint)shape.Heads),
            new("llama.attention.head_count_kv", (uint)shape.KeyValueHeads),
            new("llama.attention.key_length", (uint)shape.HeadDimension),
            new("llama.attention.value_length", (uint)shape.HeadDimension),
            new("llama.attention.layer_norm_rms_epsilon", shape.RmsEpsilon),
            new("llama.rope.dimension_count", (uint)shape.HeadDimension),
            new("llama.rope.freq_base", shape.RopeTheta),
            new("llama.vocab_size", (uint)shape.VocabularySize),
            .. tokenizer.ToMetadata(),
        ];
        var tensors = LlamaTensorNames.Gguf.Name(RotaryRowOrder.Reorder(weights, RotaryRowOrder.ToGguf))
            .Select(tensor => new GgufTensor(tensor.Name, tensor.Values, tensor.Values.Rows == 1 ? TensorEncoding.F32 : encoding)).ToList();
        if (shape.RopeDivisors is { } divisors)
            tensors.Add(new GgufTensor(RotaryDivisors, new ArrayMatrix(RotaryDivisors, 1, divisors.Count, divisors.ToArray()), TensorEncoding.F32));
        GgufWriter.Write(path, metadata, tensors);
    }

    private static LlamaShape Shape(GgufFile file)
    {
        var architecture = file.Value<string>("general.architecture") ?? "unknown";
        if (architecture != Architecture)
            throw Unsupported(file, $"is of architecture '{architecture}'; '{Architecture}' can be converted");
        if (file.Integer("llama.expert_count") is > 0)
            throw Unsupported(file, "is a mixture of experts, which is not supported");
        if (file.Value<string>("llama.rope.scaling.type") is { } scaling and not "none")
            throw Unsupported(file, $"uses rotary scaling of type '{scaling}', which is not supported");

        var hidden = Required(file, "llama.embedding_length");
        var heads = Required(file, "llama.attention.head_count");
        var keyHeads = file.Integer("llama.attention.head_count_kv") ?? heads;
        var headDimension = file.Integer("llama.attention.key_length") ?? hidden / heads;
        if (keyHeads <= 0 || heads % keyHeads != 0 || headDimension <= 0 || headDimension % LlamaShape.HeadDimensionMultiple != 0)
            throw Unsupported(file, $"has {heads} query heads, {keyHeads} key heads and a head width of {headDimension}, which do not fit together");
        if ((file.Integer("llama.rope.dimension_count") ?? headDimension) != headDimension)
            throw Unsupported(file, "rotates only part of each head, which is not supported");

        return new LlamaShape
        {
            VocabularySize = Rows(file, LlamaTensorNames.Gguf.Embedding),
            HiddenSize = hidden,
            Layers = Required(file, "llama.block_count"),
            Heads = heads,
            KeyValueHeads = keyHeads,
            HeadDimension = headDimension,
            FeedForwardSize = Required(file, "llama.feed_forward_length"),
            ContextTokens = Required(file, "llama.context_length"),
            RopeTheta = file.Metadata.TryGetValue("llama.rope.freq_base", out var theta) && theta is float value ? value : 10000f,
            RmsEpsilon = file.Metadata.TryGetValue("llama.attention.layer_norm_rms_epsilon", out var epsilon) && epsilon is float small ? small : 1e-5f,
            RopeDivisors = file.Checkpoint.Tensors.ContainsKey(RotaryDivisors) ? Vector(file.Checkpoint.Matrix(RotaryDivisors, 1, headDimension / 2)) : null,
        };
    }

    private static int Rows(GgufFile file, string name) =>
        file.Checkpoint.Tensors.TryGetValue(name, out var tensor) && tensor.Shape is [> 0 and <= int.MaxValue and var rows, _]
            ? (int)rows
            : throw new LocalModelException($"'{file.Checkpoint.Path}' has no matrix '{name}'. The file is incomplete.");

    private static float[] Vector(WeightMatrix matrix)
    {
        var values = new float[matrix.Columns];
        matrix.Read(0, 0, values);
        return values;
    }

    private static int Required(GgufFile file, string key) => file.Integer(key) is > 0 and var value
        ? value
        : throw new LocalModelException($"'{file.Checkpoint.Path}' gives no usable {key}. The file is incomplete; convert the model again.");

    // llama_ftype
    private static uint FileType(TensorEncoding encoding) => encoding switch
    {
        TensorEncoding.F32 => 0,
        TensorEncoding.F16 => 1,
        TensorEncoding.Q4_0 => 2,
        TensorEncoding.Q8_0 => 7,
        _ => 32,
    };

    private static LocalModelException Unsupported(GgufFile file, string what) => new($"The model of '{file.Checkpoint.Path}' {what}.");
}
