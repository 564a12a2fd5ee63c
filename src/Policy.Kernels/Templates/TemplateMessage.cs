using System.Text.Json;

namespace OptPolicy.Kernels.Templates;

/// <summary>A message as chat templates see it. Immutable.</summary>
/// <param name="Role"><c>system</c>, <c>user</c>, <c>assistant</c> or <c>tool</c>, or another role the template knows.</param>
/// <param name="Content">The text; <see langword="null"/> for an assistant message that only calls tools.</param>
public sealed record TemplateMessage(string Role, string? Content)
{
    /// <summary>The calls an assistant message makes.</summary>
    public IReadOnlyList<TemplateToolCall> ToolCalls { get; init; } = [];

    /// <summary>The call that a tool message answers.</summary>
    public string? ToolCallId { get; init; }

    /// <summary>The name of the tool, or of the speaker.</summary>
    public string? Name { get; init; }

    /// <summary>Further members of the message (<c>reasoning_content</c>, a list of content parts as <c>content</c>); they win over the ones above.</summary>
    public IReadOnlyDictionary<string, JsonElement> Extra { get; init; } = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
}
