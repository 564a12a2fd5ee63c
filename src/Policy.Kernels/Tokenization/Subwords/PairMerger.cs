using System.Buffers;
using System.Runtime.InteropServices;

namespace OptPolicy.Kernels.Tokenization.Subwords;

/// <summary>
/// Byte-pair merging (Sennrich et al. 2016): the pair of lowest rank first, the leftmost of equals. Short words rescan, long ones
/// use a heap over a linked list, so that a word of a million symbols takes n log n.
/// </summary>
internal static class PairMerger
{
    private const int ShortWord = 40;

    /// <summary>Merges the ids of <paramref name="output"/> from <paramref name="start"/> on, in place.</summary>
    public static void Merge(MergeTable merges, List<int> output, int start)
    {
        var ids = CollectionsMarshal.AsSpan(output)[start..];
        var count = ids.Length switch
        {
            < 2 => ids.Length,
            <= ShortWord => MergeShort(merges, ids),
            _ => MergeLong(merges, ids),
        };
        CollectionsMarshal.SetCount(output, start + count);
    }

    private static int MergeShort(MergeTable merges, Span<int> ids)
    {
        Span<int> ranks = stackalloc int[ShortWord];
        var count = ids.Length;
        for (var i = 0; i + 1 < count; i++)
            ranks[i] = merges.RankOf(ids[i], ids[i + 1], out _);
        while (count > 1)
        {
            var best = 0;
            for (var i = 1; i + 1 < count; i++)
                if (ranks[i] < ranks[best])
                    best = i;
            if (ranks[best] == MergeTable.NoRank)
                break;
            merges.RankOf(ids[best], ids[best + 1], out ids[best]);
            ids[(best + 2)..count].CopyTo(ids[(best + 1)..]);
            if (best + 2 < count)
                ranks[(best + 2)..count].CopyTo(ranks[(best + 1)..]);
            count--;
            if (best > 0)
                ranks[best - 1] = merges.RankOf(ids[best - 1], ids[best], out _);
            if (best + 1 < count)
                ranks[best] = merges.RankOf(ids[best], ids[best + 1], out _);
        }

        return count;
    }

    private static int MergeLong(MergeTable merges, Span<int> ids)
    {
        var links = ArrayPool<int>.Shared.Rent(ids.Length * 2);
        var next = links.AsSpan(0, ids.Length);
        var previous = links.AsSpan(ids.Length, ids.Length);
        var heap = new PriorityQueue<int, long>(ids.Length);
        for (var i = 0; i < ids.Length; i++)
        {
            next[i] = i + 1;
            previous[i] = i - 1;
        }

        for (var i = 0; i + 1 < ids.Length; i++)
            Offer(i, ids, next);
        while (heap.TryDequeue(out var at, out var priority))
        {
            // A stale entry names a symbol that is gone, or a pair that has changed since.
            if (ids[at] < 0 || next[at] >= ids.Length)
                continue;
            var right = next[at];
            var rank = merges.RankOf(ids[at], ids[right], out var result);
            if (rank == MergeTable.NoRank || rank != (int)(priority >> 32))
                continue;
            ids[at] = result;
            ids[right] = -1;
            next[at] = next[right];
            if (next[at] < ids.Length)
            {
                previous[next[at]] = at;
                Offer(at, ids, next);
            }

            if (previous[at] >= 0)
                Offer(previous[at], ids, next);
        }

        ArrayPool<int>.Shared.Return(links);
        var count = 0;
        foreach (var id in ids)
            if (id >= 0)
                ids[count++] = id;
        return count;

        void Offer(int at, ReadOnlySpan<int> symbols, ReadOnlySpan<int> following)
        {
            var rank = merges.RankOf(symbols[at], symbols[following[at]], out _);
            if (rank != MergeTable.NoRank)
                heap.Enqueue(at, ((long)rank << 32) | (uint)at);
        }
    }
}
