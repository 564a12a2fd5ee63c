namespace OptPolicy.Quantization.Formats;

/// <summary>A weight matrix on a grid: rows are outputs, columns inputs. Immutable by convention; reads are thread-safe.</summary>
/// <param name="Grid">The grid.</param>
/// <param name="Rows">Outputs.</param>
/// <param name="Columns">Inputs.</param>
/// <param name="Codes">One code a weight, row after row, unpacked: unsigned integers for INT formats, the bit pattern of the number for FP8 and E2M1.</param>
/// <param name="Scales">
/// One float32 scale for each group, row after row (one a row with <see cref="ScaleSharing.Channel"/>, one in all with <see cref="ScaleSharing.Tensor"/>):
/// weight = (code − zero point) · scale for integers, value(code) · scale for floating-point numbers. NVFP4's hold the product of block and tensor scale.
/// </param>
/// <param name="ZeroPoints">One code for each scale, or <see langword="null"/> when the grid is symmetric (then 2^(bits−1)).</param>
/// <param name="TensorScale">NVFP4's float32 scale of the tensor; otherwise 1.</param>
public sealed record QuantizedMatrix(WeightGrid Grid, int Rows, int Columns, byte[] Codes, float[] Scales, byte[]? ZeroPoints, float TensorScale = 1f)
{
    /// <summary>What the weights of a group share.</summary>
    /// <param name="index">From <see cref="WeightGrid.ScaleIndex"/>.</param>
    public GroupScale Group(int index) => new(Scales[index], ZeroPoints is { } zeros ? zeros[index] : (byte)(Grid.IsInteger ? 1 << (Grid.Bits - 1) : 0));

    /// <summary>Decodes one row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="values">Receives <see cref="Columns"/> weights.</param>
    public void DecodeRow(int row, Span<float> values)
    {
        var span = Grid.SpanLength(Columns);
        var codes = Codes.AsSpan(row * Columns, Columns);
        for (var start = 0; start < Columns; start += span)
        {
            var length = Math.Min(span, Columns - start);
            GridRounding.Decode(Grid.Number, Group(Grid.ScaleIndex(row, start, Columns)), codes.Slice(start, length), values.Slice(start, length));
        }
    }

    /// <summary>All weights, row after row.</summary>
    public float[] Decode()
    {
        var values = new float[Codes.Length];
        for (var row = 0; row < Rows; row++)
            DecodeRow(row, values.AsSpan(row * Columns, Columns));
        return values;
    }

    /// <summary>Some neighbouring outputs as a matrix of their own: what belongs to one product when several that share an input were quantised as one.</summary>
    /// <param name="first">The first output.</param>
    /// <param name="count">Outputs.</param>
    public QuantizedMatrix SelectRows(int first, int count)
    {
        var scales = Grid.Sharing == ScaleSharing.Tensor ? .. : (first * Grid.GroupsPerRow(Columns))..((first + count) * Grid.GroupsPerRow(Columns));
        return this with { Rows = count, Codes = Codes[(first * Columns)..((first + count) * Columns)], Scales = Scales[scales], ZeroPoints = ZeroPoints?[scales] };
    }
}
