using OptPolicy.LanguageServer.CodeActions;
using OptPolicy.LanguageServer.Navigation;
using OptPolicy.LanguageServer.Protocol;
using OptPolicy.LanguageServer.Workspace;
using StreamJsonRpc;

namespace OptPolicy.LanguageServer;

internal sealed partial class PolicyLanguageServer
{
    // LSP 3.17, "RequestFailed": a request that is well formed but cannot be done.
    private const int RequestFailed = -32803;

    [JsonRpcMethod("textDocument/definition")]
    public Location? Definition(PositionParams parameters, CancellationToken cancellationToken)
    {
        var (snapshot, path) = Find(parameters.TextDocument.Uri, cancellationToken);
        return snapshot.Text(path) is { } text ? Definitions.Of(snapshot, path, text.ToOffset(parameters.Position)) : null;
    }

    [JsonRpcMethod("textDocument/references")]
    public Location[] References(ReferenceParams parameters, CancellationToken cancellationToken)
    {
        var (snapshot, path, offset) = FindEverywhere(parameters.TextDocument.Uri, parameters.Position, cancellationToken);
        return Definitions.References(snapshot, path, offset, parameters.Context?.IncludeDeclaration == true);
    }

    [JsonRpcMethod("textDocument/documentHighlight")]
    public DocumentHighlight[] Highlight(PositionParams parameters, CancellationToken cancellationToken)
    {
        var (snapshot, path) = Find(parameters.TextDocument.Uri, cancellationToken);
        return snapshot.Text(path) is { } text ? Definitions.Highlights(snapshot, path, text.ToOffset(parameters.Position)) : [];
    }

    [JsonRpcMethod("textDocument/prepareRename")]
    public PrepareRenameResult? PrepareRename(PositionParams parameters, CancellationToken cancellationToken)
    {
        var (snapshot, path, offset) = FindEverywhere(parameters.TextDocument.Uri, parameters.Position, cancellationToken);
        return Renaming.Prepare(snapshot, path, offset);
    }

    [JsonRpcMethod("textDocument/rename")]
    public WorkspaceEdit? Rename(RenameParams parameters, CancellationToken cancellationToken)
    {
        var (snapshot, path, offset) = FindEverywhere(parameters.TextDocument.Uri, parameters.Position, cancellationToken);
        var (edit, problem) = Renaming.Rename(snapshot, path, offset, parameters.NewName);
        return problem is null ? edit : throw new LocalRpcException(problem) { ErrorCode = RequestFailed };
    }

    [JsonRpcMethod("workspace/executeCommand")]
    public object? ExecuteCommand(ExecuteCommandParams parameters)
    {
        if (parameters is { Name: CodeActionProvider.OpenDocumentation, Arguments: [var code, ..] } && _options.DocumentationPage(code) is { } page)
        {
            // Not awaited: the editor may answer only after this request is answered.
            _ = _client.ShowDocumentAsync(page.AbsoluteUri);
        }

        return null;
    }

    private (PolicySnapshot Snapshot, string Path, int Offset) FindEverywhere(string uri, Position position, CancellationToken cancellationToken)
    {
        var path = DocumentUri.ToPath(uri);
        var snapshot = _workspace.Everything(cancellationToken);
        return (snapshot, path, snapshot.Text(path)?.ToOffset(position) ?? 0);
    }
}
