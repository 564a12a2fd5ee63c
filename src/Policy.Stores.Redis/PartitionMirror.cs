using OptPolicy.Kernels.Vectors;
using StackExchange.Redis;

namespace OptPolicy;

/// <summary>
/// This process's copy of a partition's vectors, brought up to date before every search: additions are read from the server in the order of their numbers, and
/// what a search finds is looked up there, so that nothing is served which is gone. Thread-safe.
/// </summary>
internal sealed class PartitionMirror(int dimensions) : IDisposable
{
    private const int PageSize = 256, DoubtfulAtOnce = 128, Spare = 1024;

    private readonly VectorPartition _vectors = new VectorIndex(dimensions).Partition(UInt128.Zero);
    private readonly SemaphoreSlim _reading = new(1, 1);
    private readonly Dictionary<long, (string Id, SlotHandle Slot)> _entries = [];
    private readonly Dictionary<string, long> _numbers = new(StringComparer.Ordinal);
    private readonly Queue<long> _order = new();
    private long _last;
    private long _size;
    private long _epoch = -1;

    /// <summary>Vectors that are held.</summary>
    public int Count => _vectors.Count;

    /// <summary>When it was last searched.</summary>
    public long Used { get; set; }

    /// <summary>Reads what was added since; the version of the purges.</summary>
    /// <param name="since">Asks the server: after which number, how many at once, and ids and numbers that may be gone.</param>
    /// <param name="epoch">What was read under another one may be wrong.</param>
    /// <param name="cancellationToken">Gives up; the next call goes on where this one stopped.</param>
    public async Task<long> CatchUpAsync(Func<long, int, RedisValue[], Task<RedisResult[]>> since, long epoch, CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_epoch != epoch)
                Clear();
            _epoch = epoch;
            while (true)
            {
                var page = await since(_last, PageSize, Doubtful()).ConfigureAwait(false);
                if ((long)page[0] < _last)
                {
                    // The server lost what it had, or began anew.
                    Clear();
                    continue;
                }

                _size = (long)page[2];
                foreach (var number in (long[])page[3]!)
                    Remove(number);
                var added = (RedisResult[])page[4]!;
                for (var i = 0; i + 3 < added.Length; i += 4)
                    Take((long)added[i], (string)added[i + 1]!, (long)added[i + 2], (byte[])added[i + 3]!);
                if (added.Length < 4 * PageSize)
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
        var count = _vectors.Search(query.Vector.Span, query.Floor, now, matches);
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
            _vectors.Remove(entry.Slot);
            if (_numbers.TryGetValue(entry.Id, out var current) && current == number)
                _numbers.Remove(entry.Id);
        }
    }

    public void Dispose() => _reading.Dispose();

    private void Clear()
    {
        lock (_entries)
        {
            _entries.Clear();
            _numbers.Clear();
            _order.Clear();
            _vectors.Purge();
            (_last, _size) = (0, 0);
        }
    }

    private void Take(long number, string id, long expires, byte[] vector)
    {
        lock (_entries)
        {
            _last = Math.Max(_last, number);
            if (vector.Length == 0)
                return;
            if (_numbers.TryGetValue(id, out var replaced))
                Remove(replaced);
            _entries[number] = (id, _vectors.Add(RedisRows.Vector(vector), number, new DateTimeOffset(expires, TimeSpan.Zero)));
            _numbers[id] = number;
            _order.Enqueue(number);
        }
    }

    /// <summary>The oldest entries, to be asked about again when more are held than the server has: it does not tell what expired or was pushed out.</summary>
    private RedisValue[] Doubtful()
    {
        lock (_entries)
        {
            if (_order.Count <= _size + Spare)
                return [];
            var doubtful = new List<RedisValue>(2 * DoubtfulAtOnce);
            for (var i = 0; i < DoubtfulAtOnce && _order.TryDequeue(out var number); i++)
            {
                if (!_entries.TryGetValue(number, out var entry))
                    continue;
                doubtful.Add(entry.Id);
                doubtful.Add(number);
                _order.Enqueue(number);
            }

            return [.. doubtful];
        }
    }
}
