using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.VectorData;

namespace OptPolicy.Runtime.Tests.Caching.Semantic.Stores;

/// <summary>A collection in memory whose scores are distances, which no caller may take for similarities.</summary>
internal sealed class FakeCollection : VectorStoreCollection<string, SemanticCacheRecord>
{
    private readonly ConcurrentDictionary<string, SemanticCacheRecord> _records = new(StringComparer.Ordinal);
    private bool _exists;

    /// <summary>Happens after a record was read, before the reader has it.</summary>
    public Action<string>? OnRead { get; set; }

    public override string Name => "cache";

    public override Task<bool> CollectionExistsAsync(CancellationToken cancellationToken = default) => Task.FromResult(_exists);

    public override Task EnsureCollectionExistsAsync(CancellationToken cancellationToken = default)
    {
        _exists = true;
        return Task.CompletedTask;
    }

    public override Task EnsureCollectionDeletedAsync(CancellationToken cancellationToken = default)
    {
        _records.Clear();
        _exists = false;
        return Task.CompletedTask;
    }

    public override Task<SemanticCacheRecord?> GetAsync(string key, RecordRetrievalOptions? options = null, CancellationToken cancellationToken = default)
    {
        var record = Existing.GetValueOrDefault(key);
        OnRead?.Invoke(key);
        return Task.FromResult(record);
    }

    public override async IAsyncEnumerable<SemanticCacheRecord> GetAsync(
        Expression<Func<SemanticCacheRecord, bool>> filter, int top, FilteredRecordRetrievalOptions<SemanticCacheRecord>? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        foreach (var record in Existing.Values.Where(filter.Compile()).OrderBy(static r => r.Key, StringComparer.Ordinal).Skip(options?.Skip ?? 0).Take(top))
            yield return record;
    }

    public override Task DeleteAsync(string key, CancellationToken cancellationToken = default)
    {
        Existing.TryRemove(key, out _);
        return Task.CompletedTask;
    }

    public override Task UpsertAsync(SemanticCacheRecord record, CancellationToken cancellationToken = default)
    {
        Existing[record.Key] = record;
        return Task.CompletedTask;
    }

    public override Task UpsertAsync(IEnumerable<SemanticCacheRecord> records, CancellationToken cancellationToken = default)
    {
        foreach (var record in records)
            Existing[record.Key] = record;
        return Task.CompletedTask;
    }

    public override async IAsyncEnumerable<VectorSearchResult<SemanticCacheRecord>> SearchAsync<TInput>(
        TInput searchValue, int top, VectorSearchOptions<SemanticCacheRecord>? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        var vector = (ReadOnlyMemory<float>)(object)searchValue;
        var matches = options?.Filter is { } filter ? Existing.Values.Where(filter.Compile()) : Existing.Values;
        foreach (var (record, distance) in matches.Select(r => (r, 1 - TensorPrimitives.Dot(r.Vector.Span, vector.Span))).OrderBy(static m => m.Item2).Take(top))
            yield return new VectorSearchResult<SemanticCacheRecord>(record, distance);
    }

    public override object? GetService(Type serviceType, object? serviceKey = null) => null;

    private ConcurrentDictionary<string, SemanticCacheRecord> Existing => _exists ? _records : throw new InvalidOperationException("The collection does not exist.");
}
