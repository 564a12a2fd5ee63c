using System.Numerics.Tensors;
using System.Text.Json;
using Microsoft.Extensions.VectorData;

namespace OptPolicy;

/// <summary>
/// Keeps entries in a collection of Microsoft.Extensions.VectorData that the app supplies. Thread-safe when the collection is.
/// </summary>
/// <remarks>
/// What such collections have in common is little: there is no eviction, so <see cref="SemanticStoreSettings.Capacity"/> is the collection's own matter, and no
/// order of writing, so purges are counted (<see cref="PurgeMark"/>), and every search and addition reads the count. Similarities are computed here, from the vectors that the
/// collection returns, whatever its scores mean.
/// </remarks>
internal sealed class CollectionSemanticStore(SemanticStoreSettings settings, VectorStoreCollection<string, SemanticCacheRecord> collection) : ISemanticStore
{
    private const int Page = 1000;

    // Not a hash, so that no partition is called like it.
    private const string Purges = "purges", Changes = "changes";

    private static readonly RecordRetrievalOptions WithoutVector = new() { IncludeVectors = false };

    private Task? _created;

    public async ValueTask<IReadOnlyList<SemanticMatch>> SearchAsync(SemanticQuery query, CancellationToken cancellationToken)
    {
        await CreatedAsync(cancellationToken).ConfigureAwait(false);
        var (partition, now) = (query.Partition, settings.Time.GetUtcNow().UtcTicks);
        var marks = await MarksAsync(query.Policy, cancellationToken).ConfigureAwait(false);

        // What is purged still lies in the collection: room for it is made by asking again for more.
        for (var room = query.Count; ; room *= 4)
        {
            var options = new VectorSearchOptions<SemanticCacheRecord> { Filter = record => record.Partition == partition && record.Expires > now, IncludeVectors = true };
            var (found, matches) = (0, new List<SemanticMatch>(query.Count));
            await foreach (var result in collection.SearchAsync(query.Vector, room, options, cancellationToken).ConfigureAwait(false))
            {
                found++;
                var vector = result.Record.Vector;
                if (vector.Length != query.Vector.Length || EntryDocument.Read(result.Record.Content) is not { } document || document.Expires <= now)
                    continue;
                var entry = document.ToEntry(vector);
                if (!marks.Exists(m => m.Covers(entry, document.Generation)))
                    matches.Add(new SemanticMatch(entry, Math.Clamp(TensorPrimitives.Dot(vector.Span, query.Vector.Span), -1, 1)));
            }

            if (matches.Count >= query.Count || found < room || room > Page)
                return await ChangedAsync([.. matches.Where(m => m.Similarity >= query.Floor).OrderByDescending(static m => m.Similarity).Take(query.Count)], cancellationToken).ConfigureAwait(false);
        }
    }

    public async ValueTask AddAsync(SemanticEntry entry, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entry);
        await CreatedAsync(cancellationToken).ConfigureAwait(false);
        var marks = await MarksAsync(entry.Policy, cancellationToken).ConfigureAwait(false);
        await collection.DeleteAsync(ChangesOf(Key(entry.Partition, entry.Id)), cancellationToken).ConfigureAwait(false);
        await collection.UpsertAsync(Record(entry, Generation(marks)), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<bool> UpdateAsync(string partition, string id, SemanticEntryState state, CancellationToken cancellationToken)
    {
        await CreatedAsync(cancellationToken).ConfigureAwait(false);
        ArgumentNullException.ThrowIfNull(state);
        var key = Key(partition, id);
        if (await collection.GetAsync(key, WithoutVector, cancellationToken).ConfigureAwait(false) is not { } record)
            return false;
        await KeepAsync(ChangesOf(key), Changes, policy: "", JsonSerializer.Serialize(EntryChanges.Of(state), EntryJson.Default.EntryChanges), cancellationToken, record.Expires).ConfigureAwait(false);
        return true;
    }

    public async ValueTask<bool> ForgetAsync(string partition, string id, CancellationToken cancellationToken)
    {
        await CreatedAsync(cancellationToken).ConfigureAwait(false);
        var key = Key(partition, id);
        if (await collection.GetAsync(key, WithoutVector, cancellationToken).ConfigureAwait(false) is null)
            return false;
        await collection.DeleteAsync(key, cancellationToken).ConfigureAwait(false);
        await collection.DeleteAsync(ChangesOf(key), cancellationToken).ConfigureAwait(false);
        return true;
    }

    public async ValueTask PurgeAsync(SemanticPurge purge, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(purge);
        await CreatedAsync(cancellationToken).ConfigureAwait(false);
        var marks = await MarksAsync(purge.Policy, cancellationToken).ConfigureAwait(false);
        var mark = new PurgeMark(purge.Policy, purge.Tenant, purge.Model, purge.Tag, Generation(marks) + 1);
        await KeepAsync($"{Purges}-{mark.Name()}", Purges, purge.Policy, JsonSerializer.Serialize(mark, EntryJson.Default.PurgeMark), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<long> CountAsync(string policy, CancellationToken cancellationToken)
    {
        await CreatedAsync(cancellationToken).ConfigureAwait(false);
        var count = 0L;
        for (var skipped = 0; ; skipped += Page)
        {
            var inPage = 0;
            var options = new FilteredRecordRetrievalOptions<SemanticCacheRecord> { Skip = skipped, IncludeVectors = false };
            await foreach (var record in collection.GetAsync(record => record.Policy == policy && record.Expires > 0, Page, options, cancellationToken).ConfigureAwait(false))
                inPage++;
            count += inPage;
            if (inPage < Page)
                return count;
        }
    }

    public async ValueTask<byte[]?> ReadStateAsync(string scope, CancellationToken cancellationToken)
    {
        await CreatedAsync(cancellationToken).ConfigureAwait(false);
        return await collection.GetAsync(StateOf(scope), WithoutVector, cancellationToken).ConfigureAwait(false) is { } record ? Convert.FromBase64String(record.Content) : null;
    }

    public async ValueTask WriteStateAsync(string scope, ReadOnlyMemory<byte> state, CancellationToken cancellationToken)
    {
        await CreatedAsync(cancellationToken).ConfigureAwait(false);
        await KeepAsync(StateOf(scope), "state", settings.Policy, Convert.ToBase64String(state.Span), cancellationToken).ConfigureAwait(false);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static string Key(string partition, string id) => $"{partition}-{id}";

    private static string ChangesOf(string key) => $"{Changes}-{key}";

    private string StateOf(string scope) => $"state-{settings.Policy}-{scope}";

    private static long Generation(List<PurgeMark> marks) => marks.Count == 0 ? 0 : marks.Max(static m => m.Generation);

    private static SemanticCacheRecord Record(SemanticEntry entry, long generation) => new()
    {
        Key = Key(entry.Partition, entry.Id),
        Partition = entry.Partition,
        Expires = entry.Expires.UtcTicks,
        Policy = entry.Policy,
        Content = EntryDocument.Write(entry, generation),
        Vector = entry.Vector,
    };

    private async Task KeepAsync(string key, string kind, string policy, string content, CancellationToken cancellationToken, long expires = 0)
    {
        // Collections want a vector in every record.
        var vector = new float[settings.Dimensions];
        vector[0] = 1;
        await collection.UpsertAsync(new SemanticCacheRecord { Key = key, Partition = kind, Expires = expires, Policy = policy, Content = content, Vector = vector }, cancellationToken).ConfigureAwait(false);
    }

    private async Task<List<PurgeMark>> MarksAsync(string policy, CancellationToken cancellationToken)
    {
        var marks = new List<PurgeMark>();
        for (var before = -1; marks.Count - before >= Page || before < 0;)
        {
            before = marks.Count;
            var options = new FilteredRecordRetrievalOptions<SemanticCacheRecord> { Skip = before, IncludeVectors = false };
            await foreach (var record in collection.GetAsync(record => record.Partition == Purges && record.Policy == policy, Page, options, cancellationToken).ConfigureAwait(false))
                marks.Add(JsonSerializer.Deserialize(record.Content, EntryJson.Default.PurgeMark)!);
        }

        return marks;
    }

    private async Task<IReadOnlyList<SemanticMatch>> ChangedAsync(SemanticMatch[] matches, CancellationToken cancellationToken)
    {
        if (matches.Length == 0)
            return matches;
        var states = new Dictionary<string, SemanticEntryState>(StringComparer.Ordinal);
        await foreach (var record in collection.GetAsync(matches.Select(static m => ChangesOf(Key(m.Entry.Partition, m.Entry.Id))), WithoutVector, cancellationToken).ConfigureAwait(false))
            states[record.Key] = JsonSerializer.Deserialize(record.Content, EntryJson.Default.EntryChanges)!.ToState();
        return [.. matches.Select(m => states.TryGetValue(ChangesOf(Key(m.Entry.Partition, m.Entry.Id)), out var state) ? m with { Entry = m.Entry with { State = state } } : m)];
    }

    private Task CreatedAsync(CancellationToken cancellationToken)
    {
        var created = Volatile.Read(ref _created);
        if (created is null || created.IsFaulted || created.IsCanceled)
            Volatile.Write(ref _created, created = collection.EnsureCollectionExistsAsync(CancellationToken.None));
        return created.WaitAsync(cancellationToken);
    }
}
