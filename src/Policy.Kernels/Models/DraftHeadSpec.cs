namespace OptPolicy.Kernels.Models;

/// <summary>
/// Shape of a draft head and the names of its graph's inputs and outputs. Each row of a call is a token and the state that led to it: the
/// target's hidden row first where the target ran (<see cref="Features"/>), the head's own <see cref="NextStates"/> after. Immutable.
/// </summary>
public sealed record DraftHeadSpec
{
    /// <summary>Width of a state.</summary>
    public required int HiddenSize { get; init; }

    /// <summary>Key/value heads of its layer.</summary>
    public required int KeyValueHeads { get; init; }

    /// <summary>Width of one head.</summary>
    public required int HeadDimension { get; init; }

    /// <summary>Rows of the embedding: the target's vocabulary.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>Length of a row of logits.</summary>
    public required int DraftVocabularySize { get; init; }

    /// <summary>Most tokens of prompt, answer and draft together.</summary>
    public required int ContextTokens { get; init; }

    /// <summary>The target's token of each draft token; empty when they are the same.</summary>
    public IReadOnlyList<int> TargetTokens { get; init; } = [];

    /// <summary>How the weights of the matrix products are stored.</summary>
    public WeightFormat Format { get; init; } = WeightFormat.Unknown;

    /// <summary>Tokens, int64 [1, S]: those that follow the states.</summary>
    public string InputIds { get; init; } = "input_ids";

    /// <summary>The target's hidden rows, float [1, A, 3 × <see cref="HiddenSize"/>]; A may be 0.</summary>
    public string Features { get; init; } = "features";

    /// <summary>The head's own states, float [1, B, <see cref="HiddenSize"/>]; B may be 0, and A + B = S.</summary>
    public string States { get; init; } = "states";

    /// <summary>int32 [1]: entries in the cache after this call, less one.</summary>
    public string SequenceLengths { get; init; } = "seqlens_k";

    /// <summary>int32 [1]: entries in the cache after this call.</summary>
    public string TotalLength { get; init; } = "total_sequence_length";

    /// <summary>int64 [R]: which of the S rows get logits.</summary>
    public string LogitPositions { get; init; } = "logit_positions";

    /// <summary>Past keys, float [1, KV heads, capacity, head dimension]; the same buffer as <see cref="PresentKey"/>.</summary>
    public string PastKey { get; init; } = "past_key_values.0.key";

    /// <summary>Past values.</summary>
    public string PastValue { get; init; } = "past_key_values.0.value";

    /// <summary>Present keys.</summary>
    public string PresentKey { get; init; } = "present.0.key";

    /// <summary>Present values.</summary>
    public string PresentValue { get; init; } = "present.0.value";

    /// <summary>Output, float [1, R, <see cref="DraftVocabularySize"/>].</summary>
    public string Logits { get; init; } = "logits";

    /// <summary>Output, float [1, S, <see cref="HiddenSize"/>]: what leads to the token after each row's.</summary>
    public string NextStates { get; init; } = "next_states";
}
