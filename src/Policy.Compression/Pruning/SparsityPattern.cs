using static TorchSharp.torch;

namespace OptPolicy.Compression.Pruning;

/// <summary>Which weights may be zero. Immutable.</summary>
/// <param name="Share">The share that goes, above 0 and below 1; with a pattern, what it implies.</param>
/// <param name="Length">Neighbours along the inputs that a pattern is over; 0 for none.</param>
/// <param name="Kept">How many of them stay.</param>
public sealed record SparsityPattern(double Share, int Length = 0, int Kept = 0)
{
    /// <summary><paramref name="kept"/> of every <paramref name="length"/> neighbours, such as the 2 of 4 that tensor cores skip.</summary>
    public static SparsityPattern Of(int kept, int length) => new(1 - (double)kept / Math.Max(1, length), length, kept);

    /// <summary>What is wrong, or <see langword="null"/>.</summary>
    public string? Problem => Share is > 0 and < 1 && (Length == 0 || Kept >= 1)
        ? null
        : Length > 0 ? $"{Kept} of {Length} weights cannot stay: keep at least 1 and remove at least 1" : $"a share of {Share} of the weights cannot go: remove more than 0 and less than 1";

    /// <summary>True where a weight goes: of each row, or of each <see cref="Length"/> neighbours, the lowest scores.</summary>
    /// <param name="scores">[rows, columns].</param>
    internal Tensor Lowest(Tensor scores)
    {
        using var scope = NewDisposeScope();
        var (rows, columns) = (scores.shape[0], scores.shape[1]);
        var width = Length > 0 ? Length : columns;
        // Neighbours that do not fill a pattern all stay.
        var whole = columns / width * width;
        var groups = scores.narrow(1, 0, whole).reshape(-1, width);
        var count = Length > 0 ? Length - Kept : (long)Math.Round(width * Share, MidpointRounding.AwayFromZero);
        var order = groups.argsort(-1).narrow(1, 0, count);
        var lowest = zeros_like(groups).scatter_(1, order, 1f).view(rows, whole).to_type(ScalarType.Bool);
        return (whole == columns ? lowest : cat([lowest, zeros(rows, columns - whole, dtype: ScalarType.Bool, device: scores.device)], 1)).MoveToOuterDisposeScope();
    }
}
