using OptPolicy.Kernels.Tokenization;

namespace OptPolicy.Kernels.Chat;

/// <summary>Texts that start tool calls. Some models have a special token for theirs, which would otherwise leave no text.</summary>
internal sealed class ToolMarks
{
    private readonly Dictionary<int, string> _tokens = [];

    public ToolMarks(Tokenizer tokenizer)
    {
        foreach (var mark in (string[])[ToolPrompt.CallStart, ToolPrompt.CallEnd, .. BeforeRest, ToolCallText.ArgumentsMark])
        {
            if (tokenizer.Find(mark) is { } token && tokenizer.IsSpecial(token))
                _tokens[token] = mark;
        }
    }

    /// <summary>Marks after which everything is calls: Mistral's and Llama 3's.</summary>
    public static IReadOnlyList<string> BeforeRest { get; } = ["[TOOL_CALLS]", "<|python_tag|>"];

    /// <summary>The text that the special token <paramref name="token"/> stands for, if it is a mark.</summary>
    public string? TextOf(int token) => _tokens.GetValueOrDefault(token);
}
