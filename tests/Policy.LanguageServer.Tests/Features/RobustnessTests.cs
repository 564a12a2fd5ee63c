using System.Text;
using OptPolicy.LanguageServer.Tests.Sessions;
using StreamJsonRpc;

namespace OptPolicy.LanguageServer.Tests.Features;

public sealed class RobustnessTests
{
    private static readonly object Document = new { textDocument = new { uri = "file:///policies/never-opened.optpolicy" } };

    [Fact]
    public async Task RequestBeforeInitializeIsRefused()
    {
        await using var session = EditorSession.Start();
        session.Listen();
        var error = await Assert.ThrowsAsync<RemoteInvocationException>(() => session.RequestAsync("textDocument/documentSymbol", Document));
        Assert.Equal(-32002, error.ErrorCode);
    }

    [Fact]
    public async Task RequestAfterShutdownIsRefusedAndExitIsOrderly()
    {
        var session = await EditorSession.InitializeAsync();
        await session.RequestAsync("shutdown", new { });
        var error = await Assert.ThrowsAsync<RemoteInvocationException>(() => session.RequestAsync("textDocument/documentSymbol", Document));
        Assert.Equal(-32600, error.ErrorCode);
        await session.NotifyAsync("exit", new { });
        Assert.Equal(0, await session.Server.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task EditorThatVanishesEndsTheServerWithOne()
    {
        var session = await EditorSession.InitializeAsync();
        await session.DisposeAsync();
        Assert.Equal(1, await session.Server);
    }

    [Fact]
    public async Task DocumentThatWasNeverOpenedHasEmptyAnswers()
    {
        await using var session = await EditorSession.InitializeAsync();
        Assert.Equal(0, (await session.RequestAsync("textDocument/documentSymbol", Document)).GetArrayLength());
        Assert.Equal(0, (await session.RequestAsync("textDocument/formatting", Document)).GetArrayLength());
    }

    [Fact]
    public async Task PositionsOutsideTheDocumentAreClamped()
    {
        await using var session = await EditorSession.InitializeAsync();
        const string uri = "file:///policies/short.optpolicy";
        await session.OpenAsync(uri, "optpolicy 1\n");
        foreach (var method in new[] { "textDocument/completion", "textDocument/hover", "textDocument/definition", "textDocument/documentHighlight" })
        {
            await session.RequestAsync(method, new { textDocument = new { uri }, position = new { line = 5_000, character = 70_000 } });
        }

        Assert.False(session.Server.IsCompleted);
    }

    [Fact]
    public async Task WrongParametersFailOnlyTheirRequest()
    {
        await using var session = await EditorSession.InitializeAsync();
        await Assert.ThrowsAnyAsync<RemoteRpcException>(() => session.RequestAsync("textDocument/hover", new { textDocument = 7 }));
        await Assert.ThrowsAsync<RemoteMethodNotFoundException>(() => session.RequestAsync("textDocument/unheardOf", Document));
        Assert.Equal(0, (await session.RequestAsync("textDocument/documentSymbol", Document)).GetArrayLength());
    }

    [Fact]
    public async Task EveryFeatureSurvivesEveryPrefixOfAPolicy()
    {
        await using var session = await EditorSession.InitializeAsync();
        var text = Sample.Policy("  cache exact { ttl: 24h tunable 1h..48h }\n  route {\n    rule a when not (is_vip(request) or user.tier in [pro, team]) use small\n    otherwise use large\n  }\n  test \"t\" {\n    prompt: \"Hi\"\n    expect rule a\n  }");
        const string uri = "file:///policies/typing.optpolicy";
        await session.OpenAsync(uri, "");
        for (var length = 1; length <= text.Length; length += 3)
        {
            var typed = text[..length];
            await session.NotifyAsync("textDocument/didChange", new { textDocument = new { uri, version = length }, contentChanges = new[] { new { text = typed } } });
            var position = new { line = typed.Count(static c => c == '\n'), character = length - (typed.LastIndexOf('\n') + 1) };
            foreach (var method in new[] { "textDocument/completion", "textDocument/hover", "textDocument/semanticTokens/full", "textDocument/foldingRange", "textDocument/documentSymbol" })
            {
                await session.RequestAsync(method, new { textDocument = new { uri }, position });
            }
        }

        Assert.False(session.Server.IsCompleted);
    }

    [Fact]
    public async Task MalformedMessageIsAnsweredAndTheNextOneIsServed()
    {
        await using var session = EditorSession.Start();
        await WriteAsync(session.Raw, "{\"jsonrpc\": \"2.0\", \"method\": ");
        Assert.Contains("-32700", await ReadAsync(session.Raw), StringComparison.Ordinal);
        await WriteAsync(session.Raw, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{}}");
        Assert.Contains("\"capabilities\"", await ReadAsync(session.Raw), StringComparison.Ordinal);
    }

    private static async Task WriteAsync(Stream stream, string message)
    {
        await stream.WriteAsync(Encoding.UTF8.GetBytes($"Content-Length: {Encoding.UTF8.GetByteCount(message)}\r\n\r\n{message}"));
        await stream.FlushAsync();
    }

    private static async Task<string> ReadAsync(Stream stream)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var header = new StringBuilder();
        var one = new byte[1];
        while (!header.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await stream.ReadExactlyAsync(one, patience.Token);
            header.Append((char)one[0]);
        }

        var length = header.ToString().Split("\r\n").First(static l => l.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))["Content-Length:".Length..];
        var body = new byte[int.Parse(length)];
        await stream.ReadExactlyAsync(body, patience.Token);
        return Encoding.UTF8.GetString(body);
    }
}
