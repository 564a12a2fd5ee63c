namespace OptPolicy;

/// <summary>What a policy says about one of its models. Immutable.</summary>
/// <param name="Index">The model's slot in <see cref="CompiledPolicy.Models"/>.</param>
/// <param name="Name">The name in the policy file.</param>
/// <param name="Provider">Who answers.</param>
public sealed record ModelInfo(int Index, string Name, ModelProvider Provider)
{
    /// <summary>The endpoint's model name, the recording's path or the model folder; <see langword="null"/> for <see cref="ModelProvider.Client"/>.</summary>
    public string? ProviderArgument { get; init; }

    /// <summary>The base address of an OpenAI-compatible endpoint, or <see langword="null"/> for the default.</summary>
    public string? Endpoint { get; init; }

    /// <summary>The configuration key or environment variable that holds the API key; <see langword="null"/> means <c>OPENAI_API_KEY</c>.</summary>
    public string? ApiKeyName { get; init; }

    /// <summary>Price of an input token.</summary>
    public MoneyRate PriceInput { get; init; }

    /// <summary>Price of an input token that the provider read from its prompt cache.</summary>
    public MoneyRate PriceCached { get; init; }

    /// <summary>Price of an output token, reasoning included.</summary>
    public MoneyRate PriceOutput { get; init; }

    /// <summary>Most tokens of input and output together; 0 when undeclared.</summary>
    public long ContextTokens { get; init; }

    /// <summary>Most output tokens of one answer; 0 when undeclared.</summary>
    public long MaxOutputTokens { get; init; }

    /// <summary>Longest wait for one attempt; <see langword="null"/> means <see cref="PolicyChatClientOptions.AttemptTimeout"/>.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>How much of the model this process may use a minute; <see langword="null"/> for no limit.</summary>
    public ModelRate? Rate { get; init; }

    /// <summary>When the model is left alone because it fails; <see langword="null"/> for never.</summary>
    public BreakerInfo? Breaker { get; init; }

    /// <summary>What the model can do beyond text.</summary>
    public ModelCapabilities Supports { get; init; }

    /// <summary>How a model of <see cref="ModelProvider.Onnx"/> runs; <see langword="null"/> for every other.</summary>
    public LocalModelInfo? Local { get; init; }

    /// <summary>Whether every token is free.</summary>
    public bool IsFree => PriceInput == default && PriceOutput == default;
}

/// <summary>Where a model's answers come from.</summary>
public enum ModelProvider
{
    /// <summary>An <c>IChatClient</c> that the host app supplies.</summary>
    Client,

    /// <summary>An OpenAI-compatible endpoint.</summary>
    OpenAI,

    /// <summary>A recording that is replayed; marked as recorded in every trace and report.</summary>
    Recorded,

    /// <summary>A local ONNX model.</summary>
    Onnx,
}

/// <summary>Abilities a request may need.</summary>
[Flags]
public enum ModelCapabilities
{
    /// <summary>Text only.</summary>
    None = 0,

    /// <summary>Tool calls.</summary>
    Tools = 1,

    /// <summary>JSON or JSON-schema constrained answers.</summary>
    Json = 2,

    /// <summary>Image input.</summary>
    Vision = 4,

    /// <summary>Audio input.</summary>
    Audio = 8,
}
