using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OptPolicy.Runtime.Tests.Caching.Semantic.Stores;

/// <summary>LangCache's REST API over a socket of this machine, as its public description (version 1) has it; similar means that words are shared.</summary>
internal sealed class LangCacheStub : IDisposable
{
    public const string Key = "secret", CacheId = "c0ffee";

    private static readonly string[] KnownAttributes = ["optpolicy_partition", "optpolicy_policy", "optpolicy_tenant", "optpolicy_model"];

    private readonly HttpListener _listener = new();
    private readonly Lock _entries = new();
    private readonly Dictionary<string, JsonObject> _byId = new(StringComparer.Ordinal);
    private int _lastId;

    public LangCacheStub()
    {
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Url = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}";
        }

        _listener.Prefixes.Add(Url + "/");
        _listener.Start();
        _ = ServeAsync();
    }

    public string Url { get; }

    /// <summary>What every request gets instead of an answer.</summary>
    public HttpStatusCode? Failure { get; set; }

    public int Count
    {
        get
        {
            lock (_entries)
                return _byId.Count;
        }
    }

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                var context = await _listener.GetContextAsync();
                using var reader = new StreamReader(context.Request.InputStream);
                var (status, body) = Answer(context.Request, await reader.ReadToEndAsync());
                context.Response.StatusCode = (int)status;
                context.Response.ContentType = "application/json";
                if (body is not null)
                    await context.Response.OutputStream.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(body));
                context.Response.Close();
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private (HttpStatusCode Status, JsonNode? Body) Answer(HttpListenerRequest request, string text)
    {
        if (Failure is { } failure)
            return (failure, null);
        if (request.Headers["Authorization"] != $"Bearer {Key}")
            return (HttpStatusCode.Unauthorized, null);
        var path = request.Url!.AbsolutePath;
        if (!path.StartsWith($"/v1/caches/{CacheId}/", StringComparison.Ordinal))
            return (HttpStatusCode.NotFound, null);
        var body = text.Length == 0 ? null : JsonNode.Parse(text)!.AsObject();
        lock (_entries)
        {
            return (request.HttpMethod, path[$"/v1/caches/{CacheId}/".Length..]) switch
            {
                ("POST", "entries") => Set(body!),
                ("POST", "entries/search") => Search(body!),
                ("DELETE", "entries") => Delete(body!["attributes"]!.AsObject()),
                ("DELETE", var entry) => _byId.Remove(entry["entries/".Length..]) ? (HttpStatusCode.NoContent, null) : (HttpStatusCode.NotFound, null),
                _ => (HttpStatusCode.NotFound, null),
            };
        }
    }

    private (HttpStatusCode, JsonNode?) Set(JsonObject entry)
    {
        var attributes = entry["attributes"]!.AsObject();
        var isBad = entry["prompt"]!.GetValue<string>().Length is 0 or > 1024 || entry["ttlMillis"]!.GetValue<long>() < 1
            || attributes.Any(static a => !KnownAttributes.Contains(a.Key) || a.Value!.GetValue<string>().Length is 0 or > 500 || a.Value.GetValue<string>().Contains(',', StringComparison.Ordinal));
        if (isBad)
            return (HttpStatusCode.BadRequest, null);
        var id = $"{++_lastId:x32}";
        _byId.Add(id, entry);
        return (HttpStatusCode.Created, new JsonObject { ["entryId"] = id });
    }

    private (HttpStatusCode, JsonNode?) Search(JsonObject asked)
    {
        var words = Words(asked["prompt"]!.GetValue<string>());
        var data = new JsonArray();
        foreach (var (id, entry) in _byId.Where(e => Has(e.Value, asked["attributes"]!.AsObject())))
        {
            var other = Words(entry["prompt"]!.GetValue<string>());
            var similarity = words.Intersect(other, StringComparer.Ordinal).Count() / Math.Sqrt(words.Length * other.Length);
            if (similarity >= asked["similarityThreshold"]!.GetValue<double>())
                data.Add(new JsonObject { ["id"] = id, ["prompt"] = entry["prompt"]!.DeepClone(), ["response"] = entry["response"]!.DeepClone(), ["attributes"] = entry["attributes"]!.DeepClone(), ["similarity"] = similarity, ["searchStrategy"] = "semantic" });
        }

        return (HttpStatusCode.OK, new JsonObject { ["data"] = data });
    }

    private (HttpStatusCode, JsonNode?) Delete(JsonObject attributes)
    {
        var gone = _byId.Where(e => Has(e.Value, attributes)).Select(static e => e.Key).ToArray();
        foreach (var id in gone)
            _byId.Remove(id);
        return (HttpStatusCode.OK, new JsonObject { ["deletedEntriesCount"] = gone.Length });
    }

    private static bool Has(JsonObject entry, JsonObject attributes) =>
        attributes.All(a => entry["attributes"]![a.Key]?.GetValue<string>() == a.Value!.GetValue<string>());

    private static string[] Words(string text) => [.. text.ToLowerInvariant().Split([' ', '?', '.', ','], StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal)];
}
