using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace OptPolicy.Kernels.Vectors;

/// <summary>
/// A fixed seeded rotation of any dimension: rounds of random signs and Walsh–Hadamard transforms over two windows that overlap,
/// so that a dimension need not be a power of two (Ailon and Chazelle 2009; the windows as in Gao et al., RaBitQ, 2024).
/// Only additions, subtractions and products in a fixed order: the same bits on every machine. Immutable and thread-safe.
/// </summary>
internal sealed class RandomRotation
{
    private const int Rounds = 4;

    private readonly int _window;
    private readonly float[][] _signs;

    public RandomRotation(int length, ulong seed)
    {
        Length = length;
        _window = 1 << (31 - int.LeadingZeroCount(length));
        var scale = 1f / MathF.Sqrt(_window);
        var random = new SplitMix64(seed);
        _signs = new float[Rounds][];
        for (var round = 0; round < Rounds; round++)
        {
            _signs[round] = new float[_window];
            for (var i = 0; i < _window; i++)
                _signs[round][i] = (random.Next() >> 63) == 0 ? scale : -scale;
        }
    }

    /// <summary>Components of a vector; a multiple of 32.</summary>
    public int Length { get; }

    /// <summary>Rotates <paramref name="vector"/> in place.</summary>
    public void Apply(Span<float> vector)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var window = vector.Slice(round % 2 == 0 ? 0 : Length - _window, _window);
            TensorPrimitives.Multiply(window, _signs[round], window);
            Transform(window);
        }
    }

    private static void Transform(Span<float> window)
    {
        ref var first = ref MemoryMarshal.GetReference(window);
        for (var i = 0; i < window.Length; i += 8)
            WithinEight(Vector256.LoadUnsafe(ref first, (nuint)i)).StoreUnsafe(ref first, (nuint)i);
        for (var half = 8; half < window.Length; half *= 2)
        {
            for (var start = 0; start < window.Length; start += 2 * half)
            {
                for (var i = start; i < start + half; i += 8)
                {
                    var low = Vector256.LoadUnsafe(ref first, (nuint)i);
                    var high = Vector256.LoadUnsafe(ref first, (nuint)(i + half));
                    (low + high).StoreUnsafe(ref first, (nuint)i);
                    (low - high).StoreUnsafe(ref first, (nuint)(i + half));
                }
            }
        }
    }

    private static Vector256<float> WithinEight(Vector256<float> v)
    {
        v = (v * Vector256.Create(1f, -1f, 1f, -1f, 1f, -1f, 1f, -1f)) + Vector256.Shuffle(v, Vector256.Create(1, 0, 3, 2, 5, 4, 7, 6));
        v = (v * Vector256.Create(1f, 1f, -1f, -1f, 1f, 1f, -1f, -1f)) + Vector256.Shuffle(v, Vector256.Create(2, 3, 0, 1, 6, 7, 4, 5));
        return (v * Vector256.Create(1f, 1f, 1f, 1f, -1f, -1f, -1f, -1f)) + Vector256.Shuffle(v, Vector256.Create(4, 5, 6, 7, 0, 1, 2, 3));
    }

    private struct SplitMix64(ulong state)
    {
        private ulong _state = state;

        public ulong Next()
        {
            var z = _state += 0x9E3779B97F4A7C15;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }
}
