namespace OptPolicy.Kernels.Chat;

/// <summary>How a model wants a conversation written. Immutable and thread-safe.</summary>
internal interface IChatFormat
{
    /// <summary>Whether the format writes tools, calls and results itself.</summary>
    bool RendersTools { get; }

    /// <summary>Texts that end an answer because the format starts another turn with them.</summary>
    IReadOnlyList<string> Stops { get; }

    /// <summary>The prompt, up to where the answer begins, special tokens written out.</summary>
    string Render(Conversation conversation);
}
