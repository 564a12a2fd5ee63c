namespace OptPolicy.Language.Semantics;

/// <summary>An embedder that a policy uses.</summary>
/// <param name="Argument">The model folder or the endpoint's model name; null for the others.</param>
public sealed record EmbedderDeclaration(string Name, EmbedderKind Kind, string? Argument)
{
    /// <summary>The English sentence encoder that is part of this library.</summary>
    public static EmbedderDeclaration Shipped { get; } = new("shipped", EmbedderKind.Shipped, null);

    /// <summary>The base address of an OpenAI-compatible endpoint, or null for the provider's own.</summary>
    public string? Endpoint { get; init; }

    /// <summary>The name of the environment variable or configuration key that holds the API key; null: <c>OPENAI_API_KEY</c>.</summary>
    public string? ApiKeyName { get; init; }

    /// <summary>Components of a vector; null when the model says it.</summary>
    public int? Dimensions { get; init; }
}

public enum EmbedderKind : byte
{
    /// <summary>The one that is part of this library.</summary>
    Shipped,

    /// <summary>A model folder, run in-process.</summary>
    Onnx,

    /// <summary>Any OpenAI-compatible endpoint.</summary>
    OpenAI,

    /// <summary>The host app supplies the <c>IEmbeddingGenerator</c>.</summary>
    Client,
}
