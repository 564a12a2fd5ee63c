using OptPolicy.Kernels.Checkpoints;
using OptPolicy.Kernels.Onnx;

namespace OptPolicy.Kernels.Models.Layouts;

/// <summary>Folders as onnxruntime-genai's model builder writes them: genai_config.json names the graph, its inputs and its outputs.</summary>
internal static class GenaiLayout
{
    public const string ConfigFileName = "genai_config.json";

    /// <exception cref="LocalModelException">The configuration is incomplete or belongs to another graph, or the graph is not supported.</exception>
    public static DecoderFolder OpenDecoder(string folder)
    {
        var config = JsonFile.Read(Path.Combine(folder, ConfigFileName));
        var model = config.Object("model") ?? throw new LocalModelException($"'{config.Path}' has no \"model\".");
        var decoder = model.Object("decoder") ?? throw new LocalModelException($"'{config.Path}' describes no decoder: only decoder-only text models are supported.");
        if (decoder.Object("sliding_window") is not null)
            throw new LocalModelException($"The model of '{config.Path}' slides its window of attention, which is not supported.");

        var path = Path.Combine(folder, decoder.Text("filename") ?? "model.onnx");
        var info = OnnxModelInfo.Read(path);
        var inputs = decoder.Object("inputs");
        var outputs = decoder.Object("outputs");
        var graph = new ForeignGraph(info, new CacheNames(
            Pattern(inputs?.Text("past_key_names")) ?? "past_key_values.{0}.key",
            Pattern(inputs?.Text("past_value_names")) ?? "past_key_values.{0}.value",
            Pattern(outputs?.Text("present_key_names")) ?? "present.{0}.key",
            Pattern(outputs?.Text("present_value_names")) ?? "present.{0}.value"));

        var mayShare = config.Object("search")?.Flag("past_present_share_buffer") ?? true;
        var spec = new DecoderSpec
        {
            Architecture = model.Text("type") ?? "unknown",
            Layers = decoder.Count("num_hidden_layers"),
            KeyValueHeads = graph.KeyValueHeads ?? decoder.Count("num_key_value_heads"),
            HeadDimension = graph.HeadDimension ?? decoder.Count("head_size"),
            HiddenSize = decoder.Count("hidden_size"),
            VocabularySize = model.Count("vocab_size"),
            ContextTokens = model.Count("context_length"),
            EndTokens = model.Integers("eos_token_id"),
            BeginToken = model.Integer("bos_token_id"),
            QuantizesActivationsPerTensor = graph.QuantizesActivationsPerTensor,
            Bindings = graph.Bind(name => inputs?.Text(name), name => outputs?.Text(name)) with { SharesKeyValueBuffer = mayShare && graph.IsGrouped },
        };
        graph.Check(spec);
        return new DecoderFolder(folder, path, spec);
    }

    // The file uses C's format, one integer each.
    private static string? Pattern(string? names) => names?.Replace("%d", "{0}", StringComparison.Ordinal);
}
