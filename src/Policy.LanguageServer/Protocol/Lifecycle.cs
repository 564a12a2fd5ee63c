namespace OptPolicy.LanguageServer.Protocol;

internal sealed record InitializeParams(WorkspaceFolder[]? WorkspaceFolders, string? RootUri, ClientCapabilities? Capabilities)
{
    public bool SupportsSnippets => Capabilities?.TextDocument?.Completion?.CompletionItem?.SnippetSupport == true;
}

internal sealed record ClientCapabilities(TextDocumentCapabilities? TextDocument);

internal sealed record TextDocumentCapabilities(CompletionCapabilities? Completion);

internal sealed record CompletionCapabilities(CompletionItemCapabilities? CompletionItem);

internal sealed record CompletionItemCapabilities(bool? SnippetSupport);

internal sealed record WorkspaceFolder(string Uri, string Name);

internal sealed record InitializeResult(object Capabilities, ServerInfo ServerInfo);

internal sealed record ServerInfo(string Name, string Version);

internal sealed record LogMessageParams(int Type, string Message);

internal sealed record ShowDocumentParams(string Uri, bool TakeFocus);

internal sealed record ExecuteCommandParams([property: System.Text.Json.Serialization.JsonPropertyName("command")] string Name, string[]? Arguments);
