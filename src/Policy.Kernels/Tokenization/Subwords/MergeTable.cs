namespace OptPolicy.Kernels.Tokenization.Subwords;

/// <summary>Pairs of ids that BPE may join, with their rank (lower first) and the id of the result. Open addressing; immutable after filling.</summary>
internal sealed class MergeTable
{
    public const int NoRank = int.MaxValue;

    private readonly Slot[] _slots;
    private readonly int _shift;

    public MergeTable(int count)
    {
        var bits = Math.Max(4, 64 - System.Numerics.BitOperations.LeadingZeroCount((ulong)(uint)count) + 1);
        _slots = new Slot[1 << bits];
        Array.Fill(_slots, new Slot(-1, NoRank, -1));
        _shift = 64 - bits;
    }

    private readonly record struct Slot(long Key, int Rank, int Result);

    /// <summary>Adds a merge; a pair met again takes the later rank, as in the reference implementation.</summary>
    public void Add(int left, int right, int rank, int result)
    {
        var key = Key(left, right);
        var at = Home(key);
        while (_slots[at].Key != -1 && _slots[at].Key != key)
            at = (at + 1) & (_slots.Length - 1);
        _slots[at] = new Slot(key, rank, result);
    }

    /// <summary>The rank of a pair, or <see cref="NoRank"/>.</summary>
    public int RankOf(int left, int right, out int result)
    {
        var key = Key(left, right);
        for (var at = Home(key); ; at = (at + 1) & (_slots.Length - 1))
        {
            ref readonly var slot = ref _slots[at];
            if (slot.Key == key)
            {
                result = slot.Result;
                return slot.Rank;
            }

            if (slot.Key == -1)
            {
                result = -1;
                return NoRank;
            }
        }
    }

    private static long Key(int left, int right) => ((long)left << 32) | (uint)right;

    private int Home(long key) => (int)((ulong)key * 0x9E3779B97F4A7C15UL >> _shift);
}
