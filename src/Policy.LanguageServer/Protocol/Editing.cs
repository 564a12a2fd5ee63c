namespace OptPolicy.LanguageServer.Protocol;

internal sealed record CompletionList(bool IsIncomplete, CompletionItem[] Items);

internal sealed record CompletionItem(string Label, CompletionKind Kind)
{
    public string? Detail { get; init; }

    public MarkupContent? Documentation { get; init; }

    public string? SortText { get; init; }

    public string? FilterText { get; init; }

    /// <summary>1: plain text, 2: snippet.</summary>
    public int? InsertTextFormat { get; init; }

    public LspTextEdit? TextEdit { get; init; }
}

internal enum CompletionKind
{
    Function = 3,
    Variable = 6,
    Class = 7,
    Module = 9,
    Property = 10,
    Unit = 11,
    Value = 12,
    Enum = 13,
    Keyword = 14,
    EnumMember = 20,
}

internal sealed record Hover(MarkupContent Contents, LspRange Range);

internal sealed record DocumentSymbol(string Name, SymbolKind Kind, LspRange Range, LspRange SelectionRange)
{
    public string? Detail { get; init; }

    public DocumentSymbol[]? Children { get; init; }
}

internal enum SymbolKind
{
    Module = 2,
    Class = 5,
    Method = 6,
    Property = 7,
    Function = 12,
    Object = 19,
    Event = 24,
}

internal sealed record FoldingRange(int StartLine, int EndLine, string? Kind);

internal sealed record InlayHint(Position Position, string Label, string? Tooltip)
{
    public bool PaddingLeft { get; init; } = true;
}

internal sealed record SemanticTokens(int[] Data);

internal sealed record DocumentHighlight(LspRange Range, int Kind)
{
    public const int Read = 2;
    public const int Write = 3;
}
