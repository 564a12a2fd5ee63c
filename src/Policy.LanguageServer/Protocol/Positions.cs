namespace OptPolicy.LanguageServer.Protocol;

// Only the fields that this server reads or writes; the protocol (LSP 3.17) lets both sides ignore the rest.

/// <summary>Both numbers start at 0; characters are UTF-16 code units, as in .NET strings.</summary>
internal readonly record struct Position(int Line, int Character);

internal readonly record struct LspRange(Position Start, Position End);

internal sealed record Location(string Uri, LspRange Range);

internal sealed record LspTextEdit(LspRange Range, string NewText);

internal sealed record WorkspaceEdit(Dictionary<string, LspTextEdit[]> Changes);

internal sealed record MarkupContent(string Kind, string Value)
{
    public static MarkupContent Markdown(string value) => new("markdown", value);
}
