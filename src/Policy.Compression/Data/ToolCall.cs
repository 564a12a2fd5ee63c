using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace OptPolicy.Compression.Data;

/// <summary>A call as small models write it: JSON without spaces between Hermes's marks, just as chat clients write earlier calls into a prompt. Immutable.</summary>
/// <param name="Name">The tool.</param>
/// <param name="Arguments">Its arguments in the order they are written, all of them text.</param>
public sealed record ToolCall(string Name, IReadOnlyList<ToolArgument> Arguments)
{
    internal const string Start = "<tool_call>\n", End = "\n</tool_call>";

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The call as an assistant's answer.</summary>
    public string ToMarkup() => $"{Start}{{\"name\":{Quoted(Name)},\"arguments\":{{{string.Join(',', Arguments.Select(a => $"{Quoted(a.Name)}:{Quoted(a.Value)}"))}}}}}{End}";

    /// <summary>Whether both call the same tool with the same arguments, in whatever order.</summary>
    public bool IsSameAs(ToolCall other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Name == other.Name && Arguments.Count == other.Arguments.Count && Arguments.ToHashSet().SetEquals(other.Arguments);
    }

    /// <summary>Reads an answer that is one call and nothing else, with text arguments only.</summary>
    public static bool TryParse(string answer, [NotNullWhen(true)] out ToolCall? call)
    {
        ArgumentNullException.ThrowIfNull(answer);
        call = null;
        var text = answer.Trim();
        if (!text.StartsWith(Start.TrimEnd(), StringComparison.Ordinal) || !text.EndsWith(End.TrimStart(), StringComparison.Ordinal))
            return false;

        try
        {
            using var json = JsonDocument.Parse(text[Start.TrimEnd().Length..^End.TrimStart().Length]);
            if (!json.RootElement.TryGetProperty("name", out var name) || !json.RootElement.TryGetProperty("arguments", out var arguments))
                return false;
            call = new ToolCall(name.GetString()!, [.. arguments.EnumerateObject().Select(a => new ToolArgument(a.Name, a.Value.GetString()!))]);
            return true;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    internal static string Quoted(string text) => JsonSerializer.Serialize(text, Plain);
}

/// <summary>An argument of a call.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value.</param>
public sealed record ToolArgument(string Name, string Value);
