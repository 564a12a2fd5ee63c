using System.Globalization;

namespace OptPolicy.Kernels.Chat;

/// <summary>A prompt leaves no room for an answer in the model's context.</summary>
public sealed class ContextOverflowException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="modelId">The model.</param>
    /// <param name="promptTokens">Tokens of the prompt.</param>
    /// <param name="contextTokens">Most tokens of prompt and answer together.</param>
    public ContextOverflowException(string modelId, int promptTokens, int contextTokens)
        : base(string.Create(
            CultureInfo.InvariantCulture,
            $"Model '{modelId}': the prompt has {promptTokens} tokens and the context holds {contextTokens} of prompt and answer together. Shorten the conversation, or open the model with a larger context if it was trained for one."))
    {
        ModelId = modelId;
        PromptTokens = promptTokens;
        ContextTokens = contextTokens;
    }

    /// <summary>The model.</summary>
    public string ModelId { get; }

    /// <summary>Tokens of the prompt.</summary>
    public int PromptTokens { get; }

    /// <summary>Most tokens of prompt and answer together.</summary>
    public int ContextTokens { get; }
}
