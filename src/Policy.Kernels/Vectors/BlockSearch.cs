using System.Numerics;
using System.Runtime.CompilerServices;

namespace OptPolicy.Kernels.Vectors;

/// <summary>Searches one block: sign codes tell which entries can reach the floor, and only those are scored.</summary>
internal static class BlockSearch
{
    [SkipLocalsInit]
    public static void Run(SlotBlock block, int number, in PreparedQuery query, long now, ref TopMatches best)
    {
        var published = block.Published;
        var least = query.LeastSum(best.Floor, block.LeastAlignment);
        if (least > ushort.MaxValue)
            return;
        var candidates = Candidates(block, published, query, (ushort)least, out var strongest);
        if (candidates.IsEmpty)
            return;

        // The most promising first: what it scores may rule most others out.
        Score(block, number, (int)(candidates[strongest] & ushort.MaxValue), query, now, ref best);
        for (var i = 0; i < candidates.Length; i++)
        {
            var (slot, sum) = ((int)(candidates[i] & ushort.MaxValue), (int)(candidates[i] >> 16));
            if (i != strongest && sum >= query.LeastSum(best.Floor, block.Alignment(slot)))
                Score(block, number, slot, query, now, ref best);
        }
    }

    private static ReadOnlySpan<uint> Candidates(SlotBlock block, int published, in PreparedQuery query, ushort least, out int strongest)
    {
        Span<ushort> sums = stackalloc ushort[SignScan.Group];
        var candidates = query.Candidates;
        var count = 0;
        var highest = 0u;
        strongest = 0;
        for (var start = 0; start < published; start += SignScan.Group)
        {
            SignScan.Sums(block.Codes(start / SignScan.Group), query.Tables, sums);
            var reaching = SignScan.Reaching(sums, least);
            if (published - start < SignScan.Group)
                reaching &= (1UL << (published - start)) - 1;
            for (; reaching != 0; reaching &= reaching - 1)
            {
                var within = BitOperations.TrailingZeroCount(reaching);
                var candidate = ((uint)sums[within] << 16) | (uint)(start + within);
                if (candidate > highest)
                    (highest, strongest) = (candidate, count);
                candidates[count++] = candidate;
            }
        }

        return candidates[..count];
    }

    private static void Score(SlotBlock block, int number, int slot, in PreparedQuery query, long now, ref TopMatches best)
    {
        var stamp = block.Stamp(slot);
        if (stamp == 0)
            return;
        var score = (float)(ByteDot.Of(block.Vector(slot), query.Values) * query.InverseNorm * block.InverseNorm(slot));
        if (score < best.Floor)
            return;
        var (id, expiry) = (block.Id(slot), block.Expiry(slot));
        if (expiry > now && block.IsStill(slot, stamp))
            best.Offer(new VectorMatch(id, Math.Clamp(score, -1, 1), new SlotHandle(number, slot, stamp)));
    }
}
