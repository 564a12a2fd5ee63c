using System.Numerics;

namespace OptPolicy.Kernels.Constraints;

/// <summary>A set of byte values. Immutable.</summary>
internal readonly record struct ByteSet(ulong A, ulong B, ulong C, ulong D)
{
    public int Count => BitOperations.PopCount(A) + BitOperations.PopCount(B) + BitOperations.PopCount(C) + BitOperations.PopCount(D);

    public static ByteSet Of(byte value) => default(ByteSet).With(value);

    public static ByteSet Range(byte first, byte last)
    {
        var set = default(ByteSet);
        for (var value = (int)first; value <= last; value++)
            set = set.With((byte)value);
        return set;
    }

    public static ByteSet operator |(ByteSet x, ByteSet y) => new(x.A | y.A, x.B | y.B, x.C | y.C, x.D | y.D);

    public bool Contains(byte value) => (Word(value >> 6) >> (value & 63) & 1) != 0;

    public ByteSet With(byte value)
    {
        var bit = 1UL << (value & 63);
        return (value >> 6) switch
        {
            0 => this with { A = A | bit },
            1 => this with { B = B | bit },
            2 => this with { C = C | bit },
            _ => this with { D = D | bit },
        };
    }

    /// <summary>The smallest value; the set is not empty.</summary>
    public byte First()
    {
        var word = A != 0 ? 0 : B != 0 ? 1 : C != 0 ? 2 : 3;
        return (byte)((word << 6) + BitOperations.TrailingZeroCount(Word(word)));
    }

    private ulong Word(int index) => index switch { 0 => A, 1 => B, 2 => C, _ => D };
}
