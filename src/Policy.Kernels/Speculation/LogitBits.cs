using System.Runtime.InteropServices;

namespace OptPolicy.Kernels.Speculation;

/// <summary>Compares rows of logits by their bits.</summary>
internal static class LogitBits
{
    /// <returns>0 when every bit is equal; otherwise the largest absolute difference, infinite where a value is not a number or only the sign of zero differs.</returns>
    public static double Difference(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        if (MemoryMarshal.Cast<float, int>(left).SequenceEqual(MemoryMarshal.Cast<float, int>(right)))
            return 0;
        var largest = 0.0;
        for (var i = 0; i < left.Length; i++)
        {
            var difference = Math.Abs((double)left[i] - right[i]);
            largest = Math.Max(largest, double.IsNaN(difference) ? double.PositiveInfinity : difference);
        }

        return largest > 0 ? largest : double.PositiveInfinity;
    }
}
