using OptPolicy.LanguageServer.Completion;
using OptPolicy.LanguageServer.Costs;
using OptPolicy.LanguageServer.Formatting;
using OptPolicy.LanguageServer.Highlighting;
using OptPolicy.LanguageServer.Hovering;
using OptPolicy.LanguageServer.Outline;
using OptPolicy.LanguageServer.Protocol;
using OptPolicy.LanguageServer.Workspace;
using StreamJsonRpc;

namespace OptPolicy.LanguageServer;

internal sealed partial class PolicyLanguageServer
{
    [JsonRpcMethod("textDocument/completion")]
    public CompletionList Completion(PositionParams parameters, CancellationToken cancellationToken)
    {
        var (snapshot, path) = Find(parameters.TextDocument.Uri, cancellationToken);
        var items = snapshot.Text(path) is { } text
            ? CompletionEngine.At(snapshot, path, text.ToOffset(parameters.Position), _snippets)
            : [];
        return new CompletionList(false, items);
    }

    [JsonRpcMethod("textDocument/formatting")]
    public LspTextEdit[] Format(DocumentParams parameters) =>
        _files.Read(DocumentUri.ToPath(parameters.TextDocument.Uri)) is { } text ? DocumentFormatting.Of(text) : [];

    [JsonRpcMethod("textDocument/documentSymbol")]
    public DocumentSymbol[] Symbols(DocumentParams parameters, CancellationToken cancellationToken)
    {
        var (snapshot, path) = Find(parameters.TextDocument.Uri, cancellationToken);
        return snapshot.Tree(path) is { } tree ? DocumentSymbols.Of(tree) : [];
    }

    [JsonRpcMethod("textDocument/foldingRange")]
    public FoldingRange[] Folding(DocumentParams parameters, CancellationToken cancellationToken)
    {
        var (snapshot, path) = Find(parameters.TextDocument.Uri, cancellationToken);
        return snapshot.Tree(path) is { } tree ? FoldingRanges.Of(tree) : [];
    }

    [JsonRpcMethod("textDocument/semanticTokens/full")]
    public SemanticTokens SemanticTokens(DocumentParams parameters, CancellationToken cancellationToken)
    {
        var (snapshot, path) = Find(parameters.TextDocument.Uri, cancellationToken);
        return snapshot.Tree(path) is { } tree ? SemanticTokenWriter.Of(tree) : new SemanticTokens([]);
    }

    [JsonRpcMethod("textDocument/hover")]
    public Hover? Hover(PositionParams parameters, CancellationToken cancellationToken)
    {
        var (snapshot, path) = Find(parameters.TextDocument.Uri, cancellationToken);
        return snapshot.Text(path) is { } text ? HoverProvider.At(snapshot, path, text.ToOffset(parameters.Position)) : null;
    }

    [JsonRpcMethod("textDocument/inlayHint")]
    public InlayHint[] InlayHints(RangeParams parameters, CancellationToken cancellationToken)
    {
        var (snapshot, path) = Find(parameters.TextDocument.Uri, cancellationToken);
        return RuleCostHints.Of(snapshot, path, parameters.Range);
    }

    [JsonRpcMethod("textDocument/codeAction")]
    public CodeAction[] CodeActions(CodeActionParams parameters, CancellationToken cancellationToken)
    {
        var (snapshot, path) = Find(parameters.TextDocument.Uri, cancellationToken);
        return _codeActions.At(snapshot, path, parameters.Range, parameters.Context?.Only);
    }

    private (PolicySnapshot Snapshot, string Path) Find(string uri, CancellationToken cancellationToken) =>
        (_workspace.Open(cancellationToken), DocumentUri.ToPath(uri));
}
