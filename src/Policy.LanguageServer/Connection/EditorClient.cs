using OptPolicy.LanguageServer.Protocol;
using StreamJsonRpc;

namespace OptPolicy.LanguageServer.Connection;

/// <summary>What the server says without being asked.</summary>
internal sealed class EditorClient(JsonRpc rpc)
{
    private const int ErrorMessage = 1;

    public Task PublishAsync(PublishDiagnosticsParams diagnostics) => NotifyAsync("textDocument/publishDiagnostics", diagnostics);

    public Task LogErrorAsync(string message) => NotifyAsync("window/logMessage", new LogMessageParams(ErrorMessage, message));

    /// <summary>Asks the editor to show a page; an editor that cannot is not an error.</summary>
    public async Task ShowDocumentAsync(string uri)
    {
        try
        {
            await rpc.InvokeWithParameterObjectAsync<object?>("window/showDocument", new ShowDocumentParams(uri, TakeFocus: true)).ConfigureAwait(false);
        }
        catch (Exception e) when (e is RemoteInvocationException or RemoteMethodNotFoundException or ConnectionLostException or ObjectDisposedException or IOException)
        {
            await LogErrorAsync($"optpolicy: see {uri}").ConfigureAwait(false);
        }
    }

    private async Task NotifyAsync(string method, object parameters)
    {
        try
        {
            await rpc.NotifyWithParameterObjectAsync(method, parameters).ConfigureAwait(false);
        }
        catch (Exception e) when (e is ConnectionLostException or ObjectDisposedException or IOException)
        {
            // The editor is gone; RunAsync ends by itself.
        }
    }
}
