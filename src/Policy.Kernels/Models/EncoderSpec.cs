namespace OptPolicy.Kernels.Models;

/// <summary>Shape and traits of a text encoder that gives embeddings, whatever folder layout it came from. Immutable.</summary>
public sealed record EncoderSpec
{
    /// <summary>Name of the architecture as the source gives it, for example <c>bert</c>.</summary>
    public required string Architecture { get; init; }

    /// <summary>Width of the embedding.</summary>
    public required int Dimensions { get; init; }

    /// <summary>One more than the largest token id.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>Most tokens of a text, special tokens included.</summary>
    public required int MaxTokens { get; init; }

    /// <summary>Tokens, int64 [batch, S].</summary>
    public string InputIds { get; init; } = "input_ids";

    /// <summary>1 for a token and 0 for padding, int64 [batch, S]; <see langword="null"/> when the graph has no such input.</summary>
    public string? AttentionMask { get; init; } = "attention_mask";

    /// <summary>Segment of each token, int64 [batch, S]; <see langword="null"/> when the graph has no such input.</summary>
    public string? TokenTypeIds { get; init; }

    /// <summary>How many values <see cref="TokenTypeIds"/> takes: 2 say which text a token stands in, 6 also what both texts share.</summary>
    public int TokenTypes { get; init; } = 2;

    /// <summary>The output to read: float [batch, <see cref="Dimensions"/>] when <see cref="Pooling"/> is <see cref="EncoderPooling.InGraph"/>, else float [batch, S, <see cref="Dimensions"/>].</summary>
    public string Output { get; init; } = "sentence_embedding";

    /// <summary>The classes of a classifier in the order of its output, float [batch, classes] before a softmax; empty for an encoder that gives vectors.</summary>
    public IReadOnlyList<string> Labels
    {
        get;
        // One empty list, so that specifications of encoders without labels are equal however they were read.
        init => field = value.Count == 0 ? [] : value;
    } = [];

    /// <summary>How token vectors become one vector.</summary>
    public EncoderPooling Pooling { get; init; }

    /// <summary>Whether the output already has length 1.</summary>
    public bool IsNormalized { get; init; }

    /// <summary>How the weights of the matrix products are stored.</summary>
    public WeightFormat Format { get; init; } = WeightFormat.Unknown;
}

/// <summary>Who pools token vectors, and how.</summary>
public enum EncoderPooling
{
    /// <summary>The graph gives one vector per text.</summary>
    InGraph,

    /// <summary>The caller averages the vectors of the tokens that are not padding.</summary>
    Mean,

    /// <summary>The caller takes the first token's vector.</summary>
    FirstToken,
}
