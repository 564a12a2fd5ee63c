using System.Text.Json;
using OptPolicy.LanguageServer.CodeActions;
using OptPolicy.LanguageServer.Connection;
using OptPolicy.LanguageServer.Protocol;
using OptPolicy.LanguageServer.Publishing;
using OptPolicy.LanguageServer.Workspace;
using StreamJsonRpc;

namespace OptPolicy.LanguageServer;

/// <summary>The protocol's methods. Each finds its document and asks a feature; no feature knows the protocol's transport.</summary>
internal sealed partial class PolicyLanguageServer : IDisposable
{
    private readonly ServerLifecycle _lifecycle;
    private readonly LanguageServerOptions _options;
    private readonly PolicyFiles _files = new();
    private readonly PolicyWorkspace _workspace;
    private readonly DiagnosticsPublisher _publisher;
    private readonly CodeActionProvider _codeActions;
    private readonly EditorClient _client;
    private bool _snippets;

    public PolicyLanguageServer(EditorClient client, ServerLifecycle lifecycle, LanguageServerOptions options)
    {
        _client = client;
        _lifecycle = lifecycle;
        _options = options;
        _workspace = new PolicyWorkspace(_files);
        _codeActions = new CodeActionProvider(options);
        _publisher = new DiagnosticsPublisher(_workspace, client, options);
    }

    [JsonRpcMethod("initialize")]
    public InitializeResult Initialize(InitializeParams parameters)
    {
        var uris = parameters.WorkspaceFolders?.Select(static f => f.Uri) ?? (parameters.RootUri is { } root ? [root] : []);
        _files.SetFolders([.. uris.Select(DocumentUri.ToPath).Where(Path.IsPathRooted)]);
        _snippets = parameters.SupportsSnippets;
        _lifecycle.Initialize();
        return new InitializeResult(ServerCapabilities.Create(), new ServerInfo("optpolicy", _options.Version));
    }

    [JsonRpcMethod("initialized")]
    public void Initialized(JsonElement parameters) => _publisher.WarmUp();

    [JsonRpcMethod("shutdown")]
    public object? Shutdown()
    {
        _lifecycle.ShutDown();
        return null;
    }

    [JsonRpcMethod("exit")]
    public void Exit() => _lifecycle.Leave();

    // Optional features of the protocol that editors send to every server.
    [JsonRpcMethod("$/setTrace")]
    public void SetTrace(JsonElement parameters)
    {
    }

    [JsonRpcMethod("workspace/didChangeConfiguration")]
    public void DidChangeConfiguration(JsonElement parameters)
    {
    }

    public void Dispose() => _publisher.Dispose();
}
