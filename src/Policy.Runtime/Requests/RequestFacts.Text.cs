using Microsoft.Extensions.AI;

namespace OptPolicy;

/// <content>Facts that need the text.</content>
public sealed partial class RequestFacts
{
    private string? _inputText;
    private long? _inputTokens;
    private string? _language;

    /// <summary>The text of the last user message; empty when there is none.</summary>
    public string InputText
    {
        get => _inputText ??= FindInputText();
        set => _inputText = value;
    }

    /// <summary>Estimated tokens of the whole input: messages, instructions and tool declarations.</summary>
    /// <remarks>See <see cref="TokenEstimate"/> for how, and how exact, it is.</remarks>
    public long InputTokens
    {
        get => _inputTokens ??= TokenEstimate.OfRequest(Messages, Options);
        set => _inputTokens = value;
    }

    /// <summary>The ISO 639-1 language of <see cref="InputText"/>, in lower case; <c>und</c> when unsure.</summary>
    public string Language
    {
        get => _language ??= Read(RequestProperties.Language) is { Length: > 0 } given ? given.ToLowerInvariant() : LanguageDetector.Detect(InputText);
        set => _language = value;
    }

    /// <summary>Whether <see cref="InputTokens"/> was pinned or has been computed, and so costs nothing to read.</summary>
    internal bool KnowsInputTokens => _inputTokens is not null;

    private string FindInputText()
    {
        for (var i = Messages.Count - 1; i >= 0; i--)
        {
            if (Messages[i].Role == ChatRole.User) return Messages[i].Text;
        }

        return "";
    }
}
