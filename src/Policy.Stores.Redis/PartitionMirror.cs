using OptPolicy.Kernels.Vectors;
using StackExchange.Redis;

namespace OptPolicy;

/// <summary>
/// This process's copy of a partition's vectors, brought up to date before every search: additions are read from the server in the order of their numbers, and
/// what a search finds is looked up there, so that nothing is served which is gone. Thread-safe.
/// </summary>
internal sealed class PartitionMirror(VectorPartition vectors) : IDisposable
{
    private const int PageSize = 256;

    private readonly SemaphoreSlim _reading = new(1, 1);
    private readonly Dictionary<long, (string Id, SlotHandle Slot)> _entries = [];
    private readonly Dictionary<string, long> _numbers = new(StringComparer.Ordinal);
    private long _last;
    private long _epoch = -1;

    public int Count => vectors.Count;

    /// <summary>When it was last searched.</summary>
    public long Used { get; set; }

    /// <summary>Reads what was added since; the version of the purges.</summary>
    public async Task<long> CatchUpAsync(Func<long, int, Task<RedisResult[]>> since, long epoch, CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_epoch != epoch)
                Clear();
            _epoch = epoch;
            while (true)
            {
                var page = await since(_last, PageSize).ConfigureAwait(false);
                if ((long)page[0] < _last)
                {
                    // The server lost what it had, or began anew.
                    Clear();
                    continue;
                }

                for (var i = 2; i + 3 < page.Length; i += 4)
                    Take((long)page[i], (string)page[i + 1]!, (long)page[i + 2], (byte[])page[i + 3]!);
                if (page.Length < 2 + 4 * PageSize)
                    return (long)page[1];
            }
        }
        finally
        {
            _reading.Release();
        }
    }

    public List<(long Number, string Id, double Similarity)> Search(SemanticQuery query, DateTimeOffset now, int room)
    {
        var matches = new VectorMatch[room];
        var count = vectors.Search(query.Vector.Span, query.Floor, now, matches);
        var found = new List<(long, string, double)>(count);
        lock (_entries)
        {
            foreach (var match in matches.AsSpan(0, count))
            {
                if (_entries.TryGetValue(match.Id, out var entry))
                    found.Add((match.Id, entry.Id, match.Score));
            }
        }

        return found;
    }

    public void Remove(long number)
    {
        lock (_entries)
        {
            if (!_entries.Remove(number, out var entry))
                return;
            vectors.Remove(entry.Slot);
            if (_numbers.TryGetValue(entry.Id, out var current) && current == number)
                _numbers.Remove(entry.Id);
        }
    }

    public void Clear()
    {
        lock (_entries)
        {
            _entries.Clear();
            _numbers.Clear();
            vectors.Purge();
            _last = 0;
        }
    }

    public void Dispose() => _reading.Dispose();

    private void Take(long number, string id, long expires, byte[] vector)
    {
        lock (_entries)
        {
            _last = Math.Max(_last, number);
            if (vector.Length == 0)
                return;
            if (_numbers.TryGetValue(id, out var replaced))
                Remove(replaced);
            _entries[number] = (id, vectors.Add(RedisRows.Vector(vector), number, new DateTimeOffset(expires, TimeSpan.Zero)));
            _numbers[id] = number;
        }
    }
}
