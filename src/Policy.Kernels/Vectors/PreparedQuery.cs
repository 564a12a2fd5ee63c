using System.Buffers;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace OptPolicy.Kernels.Vectors;

/// <summary>A query ready to be compared: as 16-bit integers, and as tables of what every four signs of a code contribute. Rents its memory.</summary>
internal readonly ref struct PreparedQuery
{
    // Float arithmetic on sums of a few thousand terms below one stays far below this; it widens every bound.
    private const double Guard = 1e-5;

    private readonly byte[] _rented;
    private readonly double _base;
    private readonly double _step;
    private readonly double _deviation;

    private PreparedQuery(byte[] rented, int length, ReadOnlySpan<float> rotated, SearchBound bound)
    {
        _rented = rented;
        var tables = rented.AsSpan(0, 8 * length);
        var values = MemoryMarshal.Cast<byte, short>(rented.AsSpan(8 * length, 2 * length));
        Tables = tables;
        Values = values;
        Candidates = MemoryMarshal.Cast<byte, uint>(rented.AsSpan(10 * length, sizeof(uint) * SlotBlock.MaxCapacity));
        _deviation = bound == SearchBound.Proven ? 1 : Math.Min(1, 6 / Math.Sqrt(length - 1));

        double squares = 0, sum = 0;
        var widest = 0f;
        for (var i = 0; i < length; i += 4)
        {
            var four = 0f;
            for (var j = i; j < i + 4; j++)
            {
                values[j] = (short)rotated[j];
                squares += (double)rotated[j] * rotated[j];
                four += Math.Abs(rotated[j]);
            }

            sum += four;
            widest = Math.Max(widest, four);
        }

        InverseNorm = 1 / Math.Sqrt(squares);
        var rows = length / 4;
        var entries = Math.Min(SignScan.MaxEntry, ushort.MaxValue / rows) - 0.5f;
        WriteTables(rotated, entries / (2 * widest), tables);
        var unit = InverseNorm / Math.Sqrt(length);
        _base = -sum * unit;
        _step = 2 * widest / entries * unit;
    }

    /// <summary>Tables for <see cref="SignScan"/>.</summary>
    public ReadOnlySpan<byte> Tables { get; }

    /// <summary>The query for <see cref="ByteDot"/>.</summary>
    public ReadOnlySpan<short> Values { get; }

    /// <summary>Room for the slots of a block that may match: sum above, slot below.</summary>
    public Span<uint> Candidates { get; }

    /// <summary>One over the length of <see cref="Values"/>.</summary>
    public double InverseNorm { get; }

    /// <exception cref="ArgumentException">The vector has another dimension, or components that are not finite.</exception>
    public static bool TryPrepare(VectorEncoder encoder, ReadOnlySpan<float> vector, SearchBound bound, out PreparedQuery query)
    {
        var length = encoder.Length;
        var rented = ArrayPool<byte>.Shared.Rent((14 * length) + (sizeof(uint) * SlotBlock.MaxCapacity));
        var rotated = MemoryMarshal.Cast<byte, float>(rented.AsSpan((10 * length) + (sizeof(uint) * SlotBlock.MaxCapacity), 4 * length));
        var any = false;
        try
        {
            any = encoder.TryEncode(vector, short.MaxValue, rotated);
        }
        finally
        {
            if (!any)
                ArrayPool<byte>.Shared.Return(rented);
        }

        query = any ? new PreparedQuery(rented, length, rotated, bound) : default;
        return any;
    }

    /// <summary>
    /// The least table sum of a code whose entry can score <paramref name="floor"/>. With a = cosine of entry and code, an entry
    /// at u ≥ floor has a code at c = u·a + √(1−u²)·√(1−a²)·z, where z is the cosine between what query and code have outside
    /// the entry: at least −1, always; for a random rotation, about normal with variance 1 ÷ (length − 1).
    /// </summary>
    /// <returns>More than <see cref="ushort.MaxValue"/> when no code reaches it.</returns>
    public int LeastSum(double floor, double alignment)
    {
        if (floor <= 0)
            return 0;
        var u = Math.Min(floor, 1);
        var code = (u * alignment) - (_deviation * Math.Sqrt((1 - (u * u)) * Math.Max(0, 1 - (alignment * alignment)))) - Guard;
        return (int)Math.Clamp(Math.Ceiling((code - _base) / _step), 0, ushort.MaxValue + 1);
    }

    public void Dispose()
    {
        if (_rented is not null)
            ArrayPool<byte>.Shared.Return(_rented);
    }

    // An entry is what four signs add over the least they can add, in steps and rounded up: a sum is never below the truth.
    private static void WriteTables(ReadOnlySpan<float> rotated, float scale, Span<byte> tables)
    {
        const float Rounding = 1e-3f;
        for (var row = 0; row < rotated.Length / 4; row++)
        {
            var entries = Vector256.Create(Rounding);
            var upper = Vector256<float>.Zero;
            for (var k = 0; k < 4; k++)
            {
                var twice = 2 * rotated[(4 * row) + k] * scale;
                entries += Vector256.Create(Math.Max(0, -twice));
                if (k == 3)
                    upper = Vector256.Create(twice);
                else
                    entries += Vector256.Create(twice) * Bit(k);
            }

            var low = Vector256.ConvertToInt32(Vector256.Ceiling(entries));
            var high = Vector256.ConvertToInt32(Vector256.Ceiling(entries + upper));
            var shorts = Vector256.Narrow(low, high);
            var table = Vector128.Narrow(shorts.GetLower(), shorts.GetUpper()).AsByte();
            table.CopyTo(tables[(row * SignScan.Row)..]);
            table.CopyTo(tables[((row * SignScan.Row) + 16)..]);
        }

        static Vector256<float> Bit(int k) => k switch
        {
            0 => Vector256.Create(0f, 1, 0, 1, 0, 1, 0, 1),
            1 => Vector256.Create(0f, 0, 1, 1, 0, 0, 1, 1),
            _ => Vector256.Create(0f, 0, 0, 0, 1, 1, 1, 1),
        };
    }
}
