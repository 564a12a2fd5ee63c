namespace OptPolicy.Quantization.Formats;

/// <summary>The grid that weights are rounded to. Immutable.</summary>
/// <param name="Number">What one stored weight is.</param>
/// <param name="Sharing">Which weights share a scale; NVFP4 and MXFP4 have groups of their own size.</param>
/// <param name="GroupSize">
/// Weights that share a scale with <see cref="ScaleSharing.Group"/>; otherwise 0. Where it does not divide the inputs, the last group of each row
/// is shorter and has a scale of its own; only the packed form pads it.
/// </param>
/// <param name="IsSymmetric">Whether zero has the middle code; otherwise every group stores a zero point. Floating-point numbers are symmetric.</param>
public sealed record WeightGrid(NumberFormat Number, ScaleSharing Sharing, int GroupSize, bool IsSymmetric)
{
    /// <summary>Bits of one stored weight, without its share of scales.</summary>
    public int Bits => Number switch
    {
        NumberFormat.Int2 => 2,
        NumberFormat.Int4 or NumberFormat.NvFp4 or NumberFormat.MxFp4 => 4,
        _ => 8,
    };

    /// <summary>Whether weights are integer codes.</summary>
    public bool IsInteger => Number is NumberFormat.Int2 or NumberFormat.Int4 or NumberFormat.Int8;

    /// <summary>What stops this grid from existing, or <see langword="null"/>: the message says what to do.</summary>
    public string? Problem => (Number, Sharing) switch
    {
        (NumberFormat.NvFp4, _) when Sharing != ScaleSharing.Group || GroupSize != 16 => "NVFP4 has one scale for every 16 weights. Leave the group size out.",
        (NumberFormat.MxFp4, _) when Sharing != ScaleSharing.Group || GroupSize != 32 => "MXFP4 has one scale for every 32 weights. Leave the group size out.",
        (_, ScaleSharing.Group) when GroupSize < 1 => $"A group of {GroupSize} weights is empty. Give a group size of 16, 32, 64 or 128.",
        (_, ScaleSharing.Tensor or ScaleSharing.Channel) when GroupSize != 0 => "A group size needs a scale for each group, not one for a tensor or channel.",
        _ when !IsInteger && !IsSymmetric => "Floating-point numbers have no zero point. Declare the grid symmetric.",
        _ => null,
    };

    /// <summary>Neighbouring inputs of one output that share a scale: the group size, or all <paramref name="columns"/>.</summary>
    public int SpanLength(int columns) => Sharing == ScaleSharing.Group ? Math.Min(GroupSize, columns) : columns;

    /// <summary>Groups of one row, a shorter last one included.</summary>
    public int GroupsPerRow(int columns) => Sharing == ScaleSharing.Group ? (columns + GroupSize - 1) / GroupSize : 1;

    /// <summary>Scales of a matrix.</summary>
    public int ScaleCount(int rows, int columns) => Sharing == ScaleSharing.Tensor ? 1 : checked(rows * GroupsPerRow(columns));

    /// <summary>Where in <see cref="QuantizedMatrix.Scales"/> the scale of a weight lies.</summary>
    public int ScaleIndex(int row, int column, int columns) => Sharing switch
    {
        ScaleSharing.Tensor => 0,
        ScaleSharing.Channel => row,
        _ => row * GroupsPerRow(columns) + column / GroupSize,
    };

    /// <summary>
    /// Bytes of a stored matrix: packed codes (integer groups padded to whole ones, as MatMulNBits stores them), scales (float32 for integers and FP8,
    /// one byte a group for NVFP4 and MXFP4) and packed zero points.
    /// </summary>
    public long StoredBytes(int rows, int columns)
    {
        long scales = ScaleCount(rows, columns);
        var padded = Sharing == ScaleSharing.Group ? (long)GroupsPerRow(columns) * GroupSize : columns;
        var codes = rows * ((padded * Bits + 7) / 8);
        return Number switch
        {
            NumberFormat.NvFp4 => codes + scales + sizeof(float),
            NumberFormat.MxFp4 => codes + scales,
            _ when IsSymmetric => codes + scales * sizeof(float),
            _ => codes + scales * sizeof(float) + (Sharing == ScaleSharing.Tensor ? 1 : (long)rows * ((GroupsPerRow(columns) * Bits + 7) / 8)),
        };
    }
}
