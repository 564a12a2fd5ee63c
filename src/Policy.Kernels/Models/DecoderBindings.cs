namespace OptPolicy.Kernels.Models;

/// <summary>What a decoder graph calls its inputs and outputs, and how it wants its KV cache. Names are <see langword="null"/> when the graph has no such input.</summary>
public sealed record DecoderBindings
{
    /// <summary>Tokens, int64 [1, S].</summary>
    public string InputIds { get; init; } = "input_ids";

    /// <summary>Mask, int64 [1, total].</summary>
    public string? AttentionMask { get; init; }

    /// <summary>Positions, int64 [1, S].</summary>
    public string? PositionIds { get; init; }

    /// <summary>int32 [1]: tokens in the cache after this call, less one (GroupQueryAttention's <c>seqlens_k</c>).</summary>
    public string? SequenceLengths { get; init; }

    /// <summary>int32 [1]: tokens in the cache after this call.</summary>
    public string? TotalLength { get; init; }

    /// <summary>int64 [R]: which of the S rows get logits; without it the graph gives <see cref="LogitRows"/>.</summary>
    public string? LogitPositions { get; init; }

    /// <summary>Format string of the past keys' names; <c>{0}</c> is the layer. Float tensors [1, KV heads, P, head dimension].</summary>
    public string PastKey { get; init; } = "past_key_values.{0}.key";

    /// <summary>Format string of the past values' names.</summary>
    public string PastValue { get; init; } = "past_key_values.{0}.value";

    /// <summary>Format string of the present keys' names.</summary>
    public string PresentKey { get; init; } = "present.{0}.key";

    /// <summary>Format string of the present values' names.</summary>
    public string PresentValue { get; init; } = "present.{0}.value";

    /// <summary>Output, [1, R or S or 1, vocabulary].</summary>
    public string Logits { get; init; } = "logits";

    /// <summary>Output, [1, S, <see cref="HiddenWidth"/>]: what a draft head reads; <see langword="null"/> when the graph does not give it.</summary>
    public string? HiddenStates { get; init; }

    /// <summary>Width of a row of <see cref="HiddenStates"/> (three layers' hidden states side by side for an EAGLE-3 head); 0 without it.</summary>
    public int HiddenWidth { get; init; }

    /// <summary>Which rows the graph gives logits for when it has no <see cref="LogitPositions"/>.</summary>
    public LogitRows LogitRows { get; init; } = LogitRows.All;

    /// <summary>Whether past and present may be one preallocated buffer (GroupQueryAttention); otherwise the cache grows by a new tensor each call.</summary>
    public bool SharesKeyValueBuffer { get; init; }

    /// <summary>Whether keys, values and logits are float16 rather than float32.</summary>
    public bool IsHalfPrecision { get; init; }
}

/// <summary>The rows of logits that a graph computes.</summary>
public enum LogitRows
{
    /// <summary>One row per input token.</summary>
    All,

    /// <summary>Only the last token's; such a model cannot verify drafts in one call.</summary>
    Last,
}
