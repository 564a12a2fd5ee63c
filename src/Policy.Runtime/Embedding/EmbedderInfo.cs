namespace OptPolicy;

/// <summary>An embedder that a policy declares. Immutable.</summary>
/// <param name="Name">The name in the policy file.</param>
/// <param name="Source">Where it comes from.</param>
/// <param name="Argument">The model folder or the endpoint's model name; <see langword="null"/> for the others.</param>
public sealed record EmbedderInfo(string Name, EmbedderSource Source, string? Argument)
{
    /// <summary>The base address of an OpenAI-compatible endpoint; <see langword="null"/> for the provider's own.</summary>
    public string? Endpoint { get; init; }

    /// <summary>Environment variable or configuration key that holds the endpoint's key.</summary>
    public string? ApiKeyName { get; init; }

    /// <summary>Components of a vector; <see langword="null"/> when the model says it.</summary>
    public int? Dimensions { get; init; }
}

/// <summary>Where vectors come from.</summary>
public enum EmbedderSource
{
    /// <summary>The English sentence encoder that is part of this library.</summary>
    Shipped,

    /// <summary>A model folder, run in this process.</summary>
    Onnx,

    /// <summary>An OpenAI-compatible endpoint.</summary>
    OpenAI,

    /// <summary>An <c>IEmbeddingGenerator&lt;string, Embedding&lt;float&gt;&gt;</c> that the host registers under the embedder's name.</summary>
    Client,
}
