using OptPolicy.Language.Text;
using OptPolicy.LanguageServer.Protocol;
using OptPolicy.LanguageServer.Workspace;
using StreamJsonRpc;

namespace OptPolicy.LanguageServer;

internal sealed partial class PolicyLanguageServer
{
    [JsonRpcMethod("textDocument/didOpen")]
    public void DidOpen(DidOpenParams parameters)
    {
        var item = parameters.TextDocument;
        _files.Set(new OpenDocument(item.Uri, item.Version, new PolicyText(DocumentUri.ToPath(item.Uri), item.Text)));
        _publisher.Publish();
    }

    [JsonRpcMethod("textDocument/didChange")]
    public void DidChange(DidChangeParams parameters)
    {
        var id = parameters.TextDocument;
        if (_files.Open.TryGetValue(DocumentUri.ToPath(id.Uri), out var document))
        {
            _files.Set(document.Apply(id.Version, parameters.ContentChanges));
            _publisher.Publish();
        }
    }

    [JsonRpcMethod("textDocument/didSave")]
    public void DidSave(DocumentParams parameters)
    {
        _files.DiskChanged();
        _publisher.Publish();
    }

    [JsonRpcMethod("textDocument/didClose")]
    public void DidClose(DidCloseParams parameters)
    {
        _files.Close(DocumentUri.ToPath(parameters.TextDocument.Uri));
        _publisher.Publish();
    }

    [JsonRpcMethod("workspace/didChangeWatchedFiles")]
    public void DidChangeWatchedFiles(DidChangeWatchedFilesParams parameters)
    {
        _files.DiskChanged();
        _publisher.Publish();
    }
}
