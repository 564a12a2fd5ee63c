namespace OptPolicy.Quantization.Formats;

/// <summary>Whether weights lie on a grid. Immutable.</summary>
/// <param name="Weights">Weights looked at.</param>
/// <param name="OffGrid">Those that are no grid point, bit for bit (−0 counts as 0).</param>
/// <param name="FirstOff">The first of them, as row · columns + column; −1: none.</param>
public sealed record GridCheck(long Weights, long OffGrid, long FirstOff)
{
    /// <summary>Whether every weight lies on the grid.</summary>
    public bool Holds => OffGrid == 0;
}
