using System.Text.Json;
using System.Threading.Channels;
using Nerdbank.Streams;
using StreamJsonRpc;

namespace OptPolicy.LanguageServer.Tests.Sessions;

/// <summary>A server in this process and an editor that talks to it over a pair of streams.</summary>
internal sealed class EditorSession : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Channel<JsonElement> _published = Channel.CreateUnbounded<JsonElement>();
    private readonly Channel<string> _shown = Channel.CreateUnbounded<string>();
    private readonly JsonRpc _rpc;

    private EditorSession(Stream stream, Task<int> server)
    {
        Server = server;
        Raw = stream;
        var formatter = new SystemTextJsonFormatter { JsonSerializerOptions = new(JsonSerializerDefaults.Web) };
        _rpc = new JsonRpc(new HeaderDelimitedMessageHandler(stream, formatter));
        _rpc.AddLocalRpcMethod(
            ((Action<JsonElement>)Published).Method,
            this,
            new JsonRpcMethodAttribute("textDocument/publishDiagnostics") { UseSingleObjectParameterDeserialization = true });
        _rpc.AddLocalRpcMethod(((Func<JsonElement, object>)Show).Method, this, new JsonRpcMethodAttribute("window/showDocument") { UseSingleObjectParameterDeserialization = true });
    }

    public Task<int> Server { get; }

    public Stream Raw { get; }

    /// <summary>Starts a server; the editor has not said anything yet.</summary>
    public static EditorSession Start()
    {
        var (editor, server) = FullDuplexStream.CreatePair();
        var options = new LanguageServerOptions("test") { DocumentationPage = static code => new Uri($"file:///docs/{code}.md") };
        var session = new EditorSession(editor, LanguageServerHost.RunAsync(server, server, options));
        return session;
    }

    /// <summary>Starts a server and greets it.</summary>
    public static async Task<EditorSession> InitializeAsync(string? folder = null, bool snippets = true)
    {
        var session = Start();
        session.Listen();
        await session.RequestAsync("initialize", new
        {
            workspaceFolders = folder is null ? [] : new[] { new { uri = new Uri(folder).AbsoluteUri, name = "test" } },
            capabilities = new { textDocument = new { completion = new { completionItem = new { snippetSupport = snippets } } } },
        });
        await session.NotifyAsync("initialized", new { });
        return session;
    }

    public void Listen() => _rpc.StartListening();

    public Task<JsonElement> RequestAsync(string method, object parameters) =>
        _rpc.InvokeWithParameterObjectAsync<JsonElement>(method, parameters).WaitAsync(Patience);

    public Task NotifyAsync(string method, object parameters) => _rpc.NotifyWithParameterObjectAsync(method, parameters);

    public Task OpenAsync(string uri, string text) =>
        NotifyAsync("textDocument/didOpen", new { textDocument = new { uri, languageId = "optpolicy", version = 1, text } });

    /// <summary>Opens a document and asks about the marked place in it.</summary>
    public async Task<JsonElement> AskAsync(string method, string marked, string uri = "file:///policies/test.optpolicy")
    {
        var text = MarkedText.Parse(marked);
        await OpenAsync(uri, text.Text);
        return await RequestAsync(method, new { textDocument = new { uri }, position = text.Position });
    }

    /// <summary>Waits for diagnostics of a document that satisfy a condition; earlier ones are passed over.</summary>
    public async Task<JsonElement> DiagnosticsAsync(string uri, Func<JsonElement, bool>? until = null)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            var published = await _published.Reader.ReadAsync(patience.Token);
            if (published.GetProperty("uri").GetString() == uri && until?.Invoke(published) != false)
            {
                return published;
            }
        }
    }

    /// <summary>Waits for the server to ask for a document to be shown.</summary>
    public async Task<string> ShownAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        return await _shown.Reader.ReadAsync(patience.Token);
    }

    public async ValueTask DisposeAsync()
    {
        _rpc.Dispose();
        await Server.WaitAsync(Patience);
    }

    private object Show(JsonElement parameters)
    {
        _shown.Writer.TryWrite(parameters.GetProperty("uri").GetString()!);
        return new { success = true };
    }

    private void Published(JsonElement parameters) => _published.Writer.TryWrite(parameters.Clone());
}
