namespace OptPolicy.Compression.Pipeline.Advice;

/// <summary>What decides about a model, from its files. Immutable.</summary>
/// <param name="Name">As the user named it.</param>
/// <param name="Path">File or folder.</param>
/// <param name="Kind">What can be done with it.</param>
/// <param name="Bytes">Of its weights.</param>
public sealed record ModelFacts(string Name, string Path, ModelKind Kind, long Bytes)
{
    /// <summary>As its configuration says; empty when it has none.</summary>
    public string Architecture { get; init; } = "";

    /// <summary>Whether it writes text token by token.</summary>
    public bool IsDecoder { get; init; }

    /// <summary>How its weights are stored, in words.</summary>
    public string Format { get; init; } = "unknown";

    /// <summary>Whether its weights lie on a grid of 8 bits or fewer.</summary>
    public bool IsQuantized { get; init; }

    /// <summary>Weights; <see langword="null"/> when the files do not tell.</summary>
    public long? Parameters { get; init; }

    /// <summary>Weights of embedding and output head.</summary>
    public long TableParameters { get; init; }

    /// <summary>Layers; 0 when unknown.</summary>
    public int Layers { get; init; }

    /// <summary>Tokens it knows; 0 when unknown.</summary>
    public int VocabularySize { get; init; }

    /// <summary>Most tokens of prompt and answer; 0 when unknown.</summary>
    public int ContextTokens { get; init; }

    /// <summary>Inputs of its matrix products.</summary>
    public IReadOnlyList<int> ProductInputs { get; init; } = [];

    /// <summary>Equal for equal tokenizers; <see langword="null"/> without one.</summary>
    public string? TokenizerFingerprint { get; init; }
}
