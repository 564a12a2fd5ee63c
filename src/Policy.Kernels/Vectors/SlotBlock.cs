using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace OptPolicy.Kernels.Vectors;

/// <summary>
/// Entries side by side, one array for each property. One writer at a time; readers take no lock: they read what was published
/// when they started, and a slot's stamp before and after its vector tells whether it was replaced meanwhile.
/// </summary>
internal sealed class SlotBlock
{
    public const int MinCapacity = SignScan.Group;
    public const int MaxCapacity = 2048;

    private const int NoSlot = -1;

    private readonly int _length;
    private readonly byte[] _codes;
    private readonly sbyte[] _vectors;
    private readonly float[] _alignments;
    private readonly float[] _inverseNorms;
    private readonly long[] _stamps;
    private readonly long[] _ids;
    private readonly long[] _expiries;
    private int _published;
    private int _free = NoSlot;

    public SlotBlock(int capacity, int length)
    {
        Capacity = capacity;
        _length = length;
        _codes = new byte[capacity / SignScan.Group * GroupBytes];
        _vectors = new sbyte[capacity * length];
        _alignments = new float[capacity];
        _inverseNorms = new float[capacity];
        _stamps = new long[capacity];
        _ids = new long[capacity];
        _expiries = new long[capacity];
    }

    public int Capacity { get; }

    /// <summary>Entries that are not removed. For the writer.</summary>
    public int Live { get; private set; }

    /// <summary>No entry expires before it. For the writer; in ticks of UTC.</summary>
    public long EarliestExpiry { get; private set; } = long.MaxValue;

    /// <summary>Slots that readers may look at.</summary>
    public int Published => Volatile.Read(ref _published);

    /// <summary>The smallest cosine between an entry and its sign code so far.</summary>
    public float LeastAlignment { get; private set; } = 1;

    public long Bytes => _codes.LongLength + _vectors.LongLength + (Capacity * (2L * sizeof(float))) + (Capacity * (3L * sizeof(long)));

    private int GroupBytes => _length / 4 * SignScan.Row;

    public ReadOnlySpan<byte> Codes(int group) => _codes.AsSpan(group * GroupBytes, GroupBytes);

    public ReadOnlySpan<sbyte> Vector(int slot) => _vectors.AsSpan(slot * _length, _length);

    public float Alignment(int slot) => _alignments[slot];

    public float InverseNorm(int slot) => _inverseNorms[slot];

    public long Id(int slot) => _ids[slot];

    public long Expiry(int slot) => _expiries[slot];

    /// <summary>The entry's stamp, or zero when the slot holds none. What was read after it belongs to it when <see cref="IsStill"/> says so.</summary>
    public long Stamp(int slot) => Volatile.Read(ref _stamps[slot]);

    public bool IsStill(int slot, long stamp)
    {
        Volatile.ReadBarrier();
        return Volatile.Read(ref _stamps[slot]) == stamp;
    }

    /// <summary>Writes an entry into a free slot; the block has one.</summary>
    /// <param name="whole">Whole numbers −127…127.</param>
    /// <returns>The slot.</returns>
    public int Add(ReadOnlySpan<sbyte> whole, long id, long expiry, long stamp)
    {
        var slot = _free;
        if (slot == NoSlot)
            slot = _published;
        else
            _free = (int)_ids[slot];
        Volatile.WriteBarrier();

        whole.CopyTo(_vectors.AsSpan(slot * _length, _length));
        var (squares, sum) = ByteDot.Norms(whole);
        var inverseNorm = 1 / Math.Sqrt(squares);
        _inverseNorms[slot] = (float)inverseNorm;
        _alignments[slot] = (float)(sum * inverseNorm / Math.Sqrt(_length));
        _ids[slot] = id;
        _expiries[slot] = expiry;
        WriteCode(slot, whole);
        LeastAlignment = Math.Min(LeastAlignment, _alignments[slot]);
        EarliestExpiry = Math.Min(EarliestExpiry, expiry);
        Live++;
        Volatile.Write(ref _stamps[slot], stamp);
        if (slot == _published)
            Volatile.Write(ref _published, slot + 1);
        return slot;
    }

    public void Remove(int slot)
    {
        Volatile.Write(ref _stamps[slot], 0);
        Volatile.WriteBarrier();
        _ids[slot] = _free;
        _free = slot;
        Live--;
    }

    /// <summary>Calls <paramref name="remove"/> for entries that expired by <paramref name="now"/>; it removes them. For the writer.</summary>
    public int Expire(long now, Action<int> remove)
    {
        var (removed, earliest) = (0, long.MaxValue);
        for (var slot = 0; slot < _published; slot++)
        {
            if (_stamps[slot] == 0)
                continue;
            if (_expiries[slot] > now)
            {
                earliest = Math.Min(earliest, _expiries[slot]);
                continue;
            }

            remove(slot);
            removed++;
        }

        EarliestExpiry = earliest;
        return removed;
    }

    // A byte holds four signs of two slots: readers see either value of ours, and the neighbour's unchanged.
    private void WriteCode(int slot, ReadOnlySpan<sbyte> whole)
    {
        var within = slot % SignScan.Group;
        var shift = within < SignScan.Group / 2 ? 0 : 4;
        var keep = 0xF0u >> shift;
        ref var code = ref MemoryMarshal.GetReference(_codes.AsSpan((slot / SignScan.Group * GroupBytes) + (2 * (within % 16)) + (within / 16 % 2)));
        ref var first = ref MemoryMarshal.GetReference(whole);
        for (var i = 0; i < _length; i += 32)
        {
            var signs = ~Vector256.LoadUnsafe(ref first, (nuint)i).ExtractMostSignificantBits();
            for (var row = i / 4; row < (i / 4) + 8; row++, signs >>= 4)
            {
                ref var cell = ref Unsafe.Add(ref code, row * SignScan.Row);
                cell = (byte)((cell & keep) | ((signs & 15) << shift));
            }
        }
    }
}
