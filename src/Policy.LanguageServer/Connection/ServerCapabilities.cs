using OptPolicy.LanguageServer.CodeActions;
using OptPolicy.LanguageServer.Highlighting;

namespace OptPolicy.LanguageServer.Connection;

/// <summary>What the server answers to <c>initialize</c>.</summary>
internal static class ServerCapabilities
{
    private const int IncrementalSync = 2;

    public static object Create() => new
    {
        positionEncoding = "utf-16",
        textDocumentSync = new { openClose = true, change = IncrementalSync, save = true },
        completionProvider = new { triggerCharacters = new[] { ".", ":", " ", "[", "(", "," } },
        hoverProvider = true,
        definitionProvider = true,
        referencesProvider = true,
        documentHighlightProvider = true,
        renameProvider = new { prepareProvider = true },
        documentSymbolProvider = true,
        foldingRangeProvider = true,
        documentFormattingProvider = true,
        inlayHintProvider = true,
        codeActionProvider = new { codeActionKinds = new[] { "quickfix", "source.fixAll.optpolicy" } },
        executeCommandProvider = new { commands = new[] { CodeActionProvider.OpenDocumentation } },
        semanticTokensProvider = new
        {
            legend = new { tokenTypes = SemanticTokenLegend.Types, tokenModifiers = SemanticTokenLegend.Modifiers },
            full = true,
        },
    };
}
