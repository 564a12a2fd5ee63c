using System.Runtime.CompilerServices;

namespace OptPolicy.Kernels.Vectors;

/// <summary>
/// The entries of one partition: whatever filters a search, such as a tenant or an embedder's fingerprint, is the partition.
/// Thread-safe: searches take no lock and allocate nothing; changes take turns. A search sees every entry whose addition had
/// returned before it began, unless that is removed meanwhile.
/// </summary>
public sealed class VectorPartition
{
    private readonly VectorEncoder _encoder;
    private readonly SearchBound _bound;
    private readonly IVectorJournal? _journal;
    private readonly Lock _writing = new();
    private readonly Stack<int> _open = new();
    private readonly Stack<int> _vacant = new();
    private SlotBlock?[] _blocks = [];
    private long _lastStamp;
    private int _count;

    internal VectorPartition(UInt128 key, VectorEncoder encoder, SearchBound bound, IVectorJournal? journal)
    {
        Key = key;
        _encoder = encoder;
        _bound = bound;
        _journal = journal;
    }

    /// <summary>The partition's key.</summary>
    public UInt128 Key { get; }

    /// <summary>Entries that are not removed; expired ones count until <see cref="RemoveExpired"/>.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Memory of the entries, free slots included, in bytes. The payloads behind the ids are the caller's.</summary>
    public long Bytes => Volatile.Read(ref _blocks).Sum(static b => b?.Bytes ?? 0);

    /// <summary>Adds an entry; searches that begin after the call returned find it.</summary>
    /// <param name="vector">The embedding. Any length but zero: only its direction counts.</param>
    /// <param name="id">The payload's id; among equal scores the smaller id comes first.</param>
    /// <param name="expiry">When the entry stops being found; <see cref="DateTimeOffset.MaxValue"/> for never.</param>
    /// <returns>Names the entry.</returns>
    /// <exception cref="ArgumentException">The vector has another dimension than the index, a component that is not finite, or no direction.</exception>
    [SkipLocalsInit]
    public SlotHandle Add(ReadOnlySpan<float> vector, long id, DateTimeOffset expiry)
    {
        var length = _encoder.Length;
        Span<float> rotated = length <= 1024 ? stackalloc float[length] : new float[length];
        Span<sbyte> whole = length <= 1024 ? stackalloc sbyte[length] : new sbyte[length];
        if (!_encoder.TryEncode(vector, sbyte.MaxValue, rotated))
            throw new ArgumentException("A vector whose components are all zero has no direction to compare.", nameof(vector));
        for (var i = 0; i < whole.Length; i++)
            whole[i] = (sbyte)rotated[i];
        lock (_writing)
        {
            var stamp = _lastStamp + 1;
            _journal?.Added(Key, stamp, id, expiry.UtcTicks, whole);
            return Place(whole, id, expiry.UtcTicks, stamp);
        }
    }

    /// <summary>Removes an entry. Takes the same short time however many there are; an emptied block's memory is released.</summary>
    /// <returns>Whether the entry was still there.</returns>
    public bool Remove(SlotHandle handle)
    {
        lock (_writing)
        {
            if ((uint)handle.Block >= (uint)_blocks.Length || _blocks[handle.Block] is not { } block
                || (uint)handle.Slot >= (uint)block.Published || handle.Stamp == 0 || block.Stamp(handle.Slot) != handle.Stamp)
                return false;
            _journal?.Removed(Key, handle.Stamp);
            Free(block, handle.Block, handle.Slot);
            return true;
        }
    }

    /// <summary>Removes all entries at once, in a time that does not depend on their number.</summary>
    public void Purge()
    {
        lock (_writing)
        {
            _journal?.Purged(Key, _lastStamp);
            _open.Clear();
            _vacant.Clear();
            Volatile.Write(ref _count, 0);
            Volatile.Write(ref _blocks, []);
        }
    }

    /// <summary>Releases the slots of entries that expired. Searches pass over expired entries anyway.</summary>
    /// <returns>How many were removed.</returns>
    public int RemoveExpired(DateTimeOffset now)
    {
        lock (_writing)
        {
            var removed = 0;
            for (var number = 0; number < _blocks.Length; number++)
            {
                if (_blocks[number] is { } block && block.EarliestExpiry <= now.UtcTicks)
                {
                    var at = number;
                    removed += block.Expire(now.UtcTicks, slot =>
                    {
                        _journal?.Removed(Key, block.Stamp(slot));
                        Free(block, at, slot);
                    });
                }
            }

            return removed;
        }
    }

    /// <summary>Finds the entry most similar to <paramref name="query"/>; among equal scores the one with the smallest id.</summary>
    /// <param name="query">The embedding.</param>
    /// <param name="floor">Least cosine; the higher, the faster.</param>
    /// <param name="now">Entries that expired by then are passed over.</param>
    /// <param name="match">Receives the entry.</param>
    /// <returns>Whether any entry reaches the floor; false for a query whose components are all zero.</returns>
    /// <exception cref="ArgumentException">The query has another dimension than the index, or a component that is not finite.</exception>
    public bool TryNearest(ReadOnlySpan<float> query, float floor, DateTimeOffset now, out VectorMatch match)
    {
        match = default;
        return Search(query, floor, now, new Span<VectorMatch>(ref match)) > 0;
    }

    /// <summary>Finds the entries most similar to <paramref name="query"/>, best first; equal scores are in order of their ids.</summary>
    /// <param name="query">The embedding.</param>
    /// <param name="floor">Least cosine; −1 for all.</param>
    /// <param name="now">Entries that expired by then are passed over.</param>
    /// <param name="matches">Receives the entries: as many as it has room for.</param>
    /// <returns>How many were found.</returns>
    /// <exception cref="ArgumentException">The query has another dimension than the index, or a component that is not finite.</exception>
    public int Search(ReadOnlySpan<float> query, float floor, DateTimeOffset now, Span<VectorMatch> matches)
    {
        if (matches.IsEmpty || !PreparedQuery.TryPrepare(_encoder, query, _bound, out var prepared))
            return 0;
        using (prepared)
        {
            var best = new TopMatches(matches, floor);
            var blocks = Volatile.Read(ref _blocks);
            for (var number = 0; number < blocks.Length; number++)
            {
                if (blocks[number] is { } block)
                    BlockSearch.Run(block, number, prepared, now.UtcTicks, ref best);
            }

            return best.Count;
        }
    }

    /// <summary>All entries, expired ones included. Those that come or go meanwhile are among them or not.</summary>
    public IEnumerable<(long Id, SlotHandle Handle)> Entries()
    {
        var blocks = Volatile.Read(ref _blocks);
        for (var number = 0; number < blocks.Length; number++)
        {
            if (blocks[number] is not { } block)
                continue;
            var published = block.Published;
            for (var slot = 0; slot < published; slot++)
            {
                var (stamp, id) = (block.Stamp(slot), block.Id(slot));
                if (stamp != 0 && block.IsStill(slot, stamp))
                    yield return (id, new SlotHandle(number, slot, stamp));
            }
        }
    }

    /// <summary>Puts an entry back that was stored before, without telling the journal.</summary>
    internal SlotHandle Restore(ReadOnlySpan<sbyte> whole, long id, long expiry, long stamp)
    {
        lock (_writing)
            return Place(whole, id, expiry, stamp);
    }

    /// <summary>Removes a restored entry, without telling the journal.</summary>
    internal void Forget(SlotHandle handle)
    {
        lock (_writing)
            Free(_blocks[handle.Block]!, handle.Block, handle.Slot);
    }

    /// <summary>Leaves stamps out that earlier entries had.</summary>
    internal void SkipStamps(long upTo)
    {
        lock (_writing)
            _lastStamp = Math.Max(_lastStamp, upTo);
    }

    /// <summary>The blocks, with every change in them that had reached the journal before this call.</summary>
    internal SlotBlock?[] SettledBlocks()
    {
        lock (_writing)
            return _blocks;
    }

    private SlotHandle Place(ReadOnlySpan<sbyte> whole, long id, long expiry, long stamp)
    {
        var number = OpenBlock();
        var block = _blocks[number]!;
        var slot = block.Add(whole, id, expiry, stamp);
        if (block.Live == block.Capacity)
            _open.Pop();
        _lastStamp = Math.Max(_lastStamp, stamp);
        Volatile.Write(ref _count, _count + 1);
        return new SlotHandle(number, slot, stamp);
    }

    private int OpenBlock()
    {
        while (_open.TryPeek(out var open))
        {
            if (_blocks[open] is { } block && block.Live < block.Capacity)
                return open;
            _open.Pop();
        }

        var blocks = _blocks;
        if (!_vacant.TryPop(out var number))
        {
            number = blocks.Length;
            Array.Resize(ref blocks, number + 1);
        }
        else
        {
            blocks = [.. blocks];
        }

        // Small partitions stay small: blocks double up to the largest size.
        blocks[number] = new SlotBlock((int)Math.Min(SlotBlock.MaxCapacity, (long)SlotBlock.MinCapacity << Math.Min(number, 16)), _encoder.Length);
        Volatile.Write(ref _blocks, blocks);
        _open.Push(number);
        return number;
    }

    private void Free(SlotBlock block, int number, int slot)
    {
        if (block.Live == block.Capacity)
            _open.Push(number);
        block.Remove(slot);
        Volatile.Write(ref _count, _count - 1);
        if (block.Live > 0)
            return;
        SlotBlock?[] blocks = [.. _blocks];
        blocks[number] = null;
        Volatile.Write(ref _blocks, blocks);
        _vacant.Push(number);
    }
}
