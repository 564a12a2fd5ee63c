using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Numerics.Tensors;

namespace OptPolicy;

/// <summary>
/// Keeps entries in Redis LangCache, by its REST API (version 1). Thread-safe.
/// </summary>
/// <remarks>
/// The service embeds prompts itself. What it finds is decided upon here all the same: the entry's own vector travels in the stored response, and similarity is
/// computed from it. Entries cannot be changed there, so nothing is learned about single entries, and with <c>share_after</c> they stay with their writer. What is learned about a scope
/// lives in this process. Prompts of more than 1,024 characters are neither stored nor found. The cache must know the attributes <c>optpolicy_partition</c>,
/// <c>optpolicy_policy</c>, <c>optpolicy_tenant</c> and <c>optpolicy_model</c>.
/// </remarks>
internal sealed class LangCacheStore(SemanticStoreSettings settings, HttpClient http) : ISemanticStore
{
    private const int LongestPrompt = 1024;

    // Another encoder's similarities say little about this one's: it is asked for more than will be served.
    private const double LeastSimilarity = 0.5;

    private readonly ConcurrentDictionary<string, byte[]> _states = new(StringComparer.Ordinal);

    public async ValueTask<IReadOnlyList<SemanticMatch>> SearchAsync(SemanticQuery query, CancellationToken cancellationToken)
    {
        if (query.Question.Length is 0 or > LongestPrompt)
            return [];
        var asked = new LangCacheSearch(query.Question, LeastSimilarity, new() { ["optpolicy_partition"] = query.Partition }, ["semantic"]);
        using var response = await http.PostAsJsonAsync("entries/search", asked, LangCacheJson.Default.LangCacheSearch, cancellationToken).ConfigureAwait(false);
        response.EnsureSuccessStatusCode();
        var found = await response.Content.ReadFromJsonAsync(LangCacheJson.Default.LangCacheFound, cancellationToken).ConfigureAwait(false);
        var (now, matches) = (settings.Time.GetUtcNow(), new List<SemanticMatch>());
        foreach (var item in found?.Data ?? [])
        {
            if (EntryDocument.Read(item.Response)?.ToEntry(default) is not { } entry || entry.Expires <= now || entry.Vector.Length != query.Vector.Length || !string.Equals(entry.Partition, query.Partition, StringComparison.Ordinal))
                continue;
            var similarity = Math.Clamp(TensorPrimitives.Dot(entry.Vector.Span, query.Vector.Span), -1, 1);
            if (similarity >= query.Floor)
                matches.Add(new SemanticMatch(entry with { Id = item.Id }, similarity));
        }

        return [.. matches.OrderByDescending(static m => m.Similarity).Take(query.Count)];
    }

    public async ValueTask AddAsync(SemanticEntry entry, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var left = (long)(entry.Expires - settings.Time.GetUtcNow()).TotalMilliseconds;
        if (entry.Question.Length is 0 or > LongestPrompt || left <= 0)
            return;
        var added = new LangCacheNew(
            entry.Question,
            EntryDocument.Write(entry, withVector: true),
            new() { ["optpolicy_partition"] = entry.Partition, ["optpolicy_policy"] = Value(entry.Policy), ["optpolicy_tenant"] = Value(entry.Tenant), ["optpolicy_model"] = Value(entry.Model) },
            left);
        using var response = await http.PostAsJsonAsync("entries", added, LangCacheJson.Default.LangCacheNew, cancellationToken).ConfigureAwait(false);
        response.EnsureSuccessStatusCode();
    }

    public ValueTask<bool> UpdateAsync(string partition, string id, SemanticEntryState state, CancellationToken cancellationToken) => ValueTask.FromResult(false);

    public async ValueTask<bool> ForgetAsync(string partition, string id, CancellationToken cancellationToken)
    {
        using var response = await http.DeleteAsync($"entries/{Uri.EscapeDataString(id)}", cancellationToken).ConfigureAwait(false);
        if (response.StatusCode is HttpStatusCode.NotFound)
            return false;
        response.EnsureSuccessStatusCode();
        return true;
    }

    public async ValueTask PurgeAsync(SemanticPurge purge, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(purge);

        // An attribute has one value, and an entry many tags: a tag takes the whole group along, which is only misses.
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal) { ["optpolicy_policy"] = Value(purge.Policy) };
        if (purge.Tenant is { } tenant)
            attributes.Add("optpolicy_tenant", Value(tenant));
        if (purge.Model is { } model)
            attributes.Add("optpolicy_model", Value(model));
        using var request = new HttpRequestMessage(HttpMethod.Delete, "entries") { Content = JsonContent.Create(new LangCacheDelete(attributes), LangCacheJson.Default.LangCacheDelete) };
        using var response = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        response.EnsureSuccessStatusCode();
    }

    public ValueTask<long> CountAsync(string policy, CancellationToken cancellationToken) =>
        throw new NotSupportedException("LangCache does not say how many entries it has.");

    public ValueTask<byte[]?> ReadStateAsync(string scope, CancellationToken cancellationToken) => ValueTask.FromResult(_states.GetValueOrDefault(scope));

    public ValueTask WriteStateAsync(string scope, ReadOnlyMemory<byte> state, CancellationToken cancellationToken)
    {
        _states[scope] = state.ToArray();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        http.Dispose();
        return ValueTask.CompletedTask;
    }

    // Values have 1 to 500 characters and no comma.
    private static string Value(string text)
    {
        const int Longest = 500;
        var value = Uri.EscapeDataString(text);
        return value.Length == 0 ? "-" : value.Length <= Longest ? value : Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)));
    }
}
