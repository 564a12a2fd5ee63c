using System.Globalization;
using OptPolicy.Kernels.Onnx;

namespace OptPolicy.Kernels.Models.Layouts;

/// <summary>A decoder graph that somebody else exported: its bindings are read from its own inputs and outputs.</summary>
internal sealed class ForeignGraph(OnnxModelInfo info, CacheNames cache)
{
    private const string CacheBranch = "use_cache_branch";

    /// <summary>Layers that have a cache.</summary>
    public int Layers { get; } = Enumerable.Range(0, int.MaxValue).First(layer => !info.Inputs.ContainsKey(Name(cache.PastKey, layer)));

    /// <summary>Heads of the cache, when the graph fixes them.</summary>
    public int? KeyValueHeads => FirstPast?.Size(1);

    /// <summary>Width of a head, when the graph fixes it.</summary>
    public int? HeadDimension => FirstPast?.Size(3);

    /// <summary>Whether attention is GroupQueryAttention, which writes into its past in place.</summary>
    public bool IsGrouped => info.Operations.Contains("GroupQueryAttention");

    /// <summary>Whether activations are quantised with one scale a call, as dynamic int8 quantisation does.</summary>
    public bool QuantizesActivationsPerTensor => info.Operations.Contains("DynamicQuantizeLinear") || info.Operations.Contains("DynamicQuantizeMatMul");

    private OnnxValue? FirstPast => info.Inputs.GetValueOrDefault(Name(cache.PastKey, 0));

    /// <summary>The bindings of those inputs and outputs that the graph has.</summary>
    /// <param name="inputName">What a configuration calls an input, by its usual name; may give nothing.</param>
    /// <param name="outputName">What a configuration calls an output, by its usual name; may give nothing.</param>
    public DecoderBindings Bind(Func<string, string?>? inputName, Func<string, string?>? outputName)
    {
        string? Input(string usual) => (inputName?.Invoke(usual) ?? usual) is var name && info.Inputs.ContainsKey(name) ? name : null;
        var logits = outputName?.Invoke("logits") ?? "logits";
        return new DecoderBindings
        {
            InputIds = Input("input_ids") ?? throw Unusable("has no input 'input_ids'"),
            AttentionMask = Input("attention_mask"),
            PositionIds = Input("position_ids"),
            SequenceLengths = Input("past_sequence_length") ?? Input("seqlens_k"),
            TotalLength = Input("total_sequence_length"),
            PastKey = cache.PastKey,
            PastValue = cache.PastValue,
            PresentKey = cache.PresentKey,
            PresentValue = cache.PresentValue,
            Logits = logits,
            LogitRows = info.Outputs.GetValueOrDefault(logits)?.Size(1) == 1 ? LogitRows.Last : LogitRows.All,
            IsHalfPrecision = FirstPast?.Type is OnnxElementType.Float16,
        };
    }

    /// <exception cref="LocalModelException">The graph cannot be decoded with, or is not the one that the configuration describes.</exception>
    public void Check(DecoderSpec spec)
    {
        if (info.Inputs.ContainsKey(CacheBranch))
            throw Unusable($"wants the input '{CacheBranch}', as older exports that merge two graphs do. Export it again with a current version of Optimum, which writes one graph");
        if (Layers == 0)
            throw Unusable($"has no input '{Name(cache.PastKey, 0)}': it was exported without a cache of keys and values. Export it for text generation with past");
        if (Layers != spec.Layers)
            throw Unusable($"caches {Layers} layers, but its configuration says {spec.Layers}. The graph and the configuration belong to different models");
        if (FirstPast?.Type is not (OnnxElementType.Float or OnnxElementType.Float16))
            throw Unusable($"keeps its cache as {FirstPast?.Type}; Float and Float16 are supported");
        foreach (var pattern in (ReadOnlySpan<string>)[cache.PresentKey, cache.PresentValue])
        {
            if (!info.Outputs.ContainsKey(Name(pattern, spec.Layers - 1)))
                throw Unusable($"has no output '{Name(pattern, spec.Layers - 1)}'");
        }

        if (!info.Outputs.TryGetValue(spec.Bindings.Logits, out var logits))
            throw Unusable($"has no output '{spec.Bindings.Logits}'");
        if (logits.Size(2) is { } rows && rows != spec.VocabularySize)
            throw Unusable($"gives {rows} logits, but its configuration says {spec.VocabularySize}. The graph and the configuration belong to different models");
    }

    private static string Name(string pattern, int layer) => string.Format(CultureInfo.InvariantCulture, pattern, layer);

    private LocalModelException Unusable(string what) => new($"'{info.Path}' {what}.");
}
