namespace OptPolicy.Kernels.Tokenization.Training;

/// <summary>What a trained tokenizer shall look like. Immutable.</summary>
public sealed record TokenizerTraining
{
    /// <summary>Most entries, special tokens included. A text with too few repetitions gives fewer.</summary>
    public int VocabularySize { get; init; } = 4096;

    /// <summary>Special tokens, which take the first ids in this order. Where they stand in a training text they are no text.</summary>
    public IReadOnlyList<string> SpecialTokens { get; init; } = [];

    /// <summary>
    /// Texts that are always one token, wherever they stand: the fixed parts of an answer's form, such as a tool call's. Unlike special tokens they
    /// are text. They take the ids after the special tokens; of texts that start at the same place the longest wins.
    /// </summary>
    public IReadOnlyList<string> Phrases { get; init; } = [];

    /// <summary>
    /// Whether a word's letters are merged before the space in front joins them (byte-level BPE only). A word then falls into the same parts with and
    /// without a space, the first of them with its space or without, which is what a model needs that copies words from running text to the start of a value.
    /// </summary>
    public bool JoinsSpacesLast { get; init; }

    /// <summary>The special token that the post-processor puts first, if any (<c>[CLS]</c> for WordPiece).</summary>
    public string? BeginToken { get; init; }

    /// <summary>The special token that the post-processor puts last, if any (<c>[SEP]</c> for WordPiece).</summary>
    public string? EndToken { get; init; }

    /// <summary>The special token for unknown text; WordPiece and byte fallback need one.</summary>
    public string UnknownToken { get; init; } = "[UNK]";

    /// <summary>How often a pair must occur to be merged.</summary>
    public int MinimumCount { get; init; } = 2;

    /// <summary>Most different characters a WordPiece or byte-fallback vocabulary starts from: the most frequent ones.</summary>
    public int AlphabetLimit { get; init; } = 1000;

    /// <summary>Whether WordPiece lowers case and strips accents, as the "uncased" models do.</summary>
    public bool Lowercase { get; init; } = true;
}
