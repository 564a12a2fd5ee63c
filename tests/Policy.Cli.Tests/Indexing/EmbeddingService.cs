using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace OptPolicy.Cli.Tests.Indexing;

/// <summary>A server on this machine that embeds as OpenAI's API does: texts with a word in common point the same way.</summary>
internal sealed class EmbeddingService : IAsyncDisposable
{
    private static readonly string[] Words = ["refunds", "parcels", "lamps"];

    private readonly HttpListener _listener = new();
    private readonly Task _loop;
    private int _texts;

    public EmbeddingService()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        Address = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/v1";
        probe.Stop();
        _listener.Prefixes.Add(Address + "/");
        _listener.Start();
        _loop = ServeAsync();
    }

    public string Address { get; }

    public int Texts => Volatile.Read(ref _texts);

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _loop;
        _listener.Close();
    }

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            using var asked = await JsonDocument.ParseAsync(context.Request.InputStream);
            var input = asked.RootElement.GetProperty("input");
            string[] texts = input.ValueKind == JsonValueKind.String ? [input.GetString()!] : [.. input.EnumerateArray().Select(static t => t.GetString()!)];
            Interlocked.Add(ref _texts, texts.Length);
            var data = texts.Select(static (text, i) => $$"""{"object":"embedding","index":{{i}},"embedding":"{{Convert.ToBase64String(Vector(text))}}" }""");
            context.Response.ContentType = "application/json";
            await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes($$"""{"object":"list","model":"m","data":[{{string.Join(',', data)}}],"usage":{"prompt_tokens":1,"total_tokens":1 } }"""));
            context.Response.Close();
        }
    }

    private static byte[] Vector(string text)
    {
        float[] vector = [0.1f, .. Words.Select(word => text.Contains(word, StringComparison.OrdinalIgnoreCase) ? 1f : 0f)];
        return [.. vector.SelectMany(BitConverter.GetBytes)];
    }
}
