using OptPolicy.Quantization.Formats.Numbers;
using OptPolicy.Quantization.Formats.Packing;

namespace OptPolicy.Quantization.Formats;

/// <summary>
/// Proves that an artefact is what it claims to be: training that "kept" its quantisation while floats drifted leaves weights between grid points.
/// </summary>
public static class GridProof
{
    /// <summary>
    /// Whether floats lie on a declared grid whose scales are not known: for every group a scale (and zero point) is sought with which each weight is
    /// fl(point · scale) bit for bit. NVFP4's block scales may be any float32 here; MXFP4's must be powers of two. When no scale fits all of a
    /// group, its weights are counted against the scale that the group's range implies.
    /// </summary>
    /// <param name="weights">The weights, row after row.</param>
    /// <param name="rows">Outputs.</param>
    /// <param name="columns">Inputs.</param>
    /// <param name="grid">The declared grid.</param>
    public static GridCheck Check(ReadOnlySpan<float> weights, int rows, int columns, WeightGrid grid)
    {
        ArgumentNullException.ThrowIfNull(grid);
        if ((long)rows * columns != weights.Length)
            throw new QuantizationException($"{weights.Length} weights do not make a matrix of {rows} × {columns}.");
        if (grid.Problem is { } problem)
            throw new QuantizationException(problem);

        var search = new ScaleSearch(grid);
        var total = new GridCheck(weights.Length, 0, -1);
        var span = grid.Sharing == ScaleSharing.Tensor ? weights.Length : grid.SpanLength(columns);
        var length = grid.Sharing == ScaleSharing.Tensor ? weights.Length : columns;
        for (var start = 0; start < weights.Length; start += length)
        {
            for (var group = 0; group < length; group += span)
            {
                var values = weights.Slice(start + group, Math.Min(span, length - group));
                if (!search.Fits(values))
                    total = Count(total, values, search.Implied(values), start + group);
            }
        }

        return total;
    }

    /// <summary>Whether floats are exactly the weights that a quantised matrix decodes to.</summary>
    /// <param name="matrix">Codes and scales.</param>
    /// <param name="weights">The floats, row after row.</param>
    public static GridCheck Check(QuantizedMatrix matrix, ReadOnlySpan<float> weights)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        if (matrix.Codes.Length != weights.Length)
            throw new QuantizationException($"{weights.Length} weights cannot be those of {matrix.Rows} × {matrix.Columns} codes.");
        return Count(new(weights.Length, 0, -1), weights, matrix.Decode(), 0);
    }

    /// <summary>
    /// What is wrong with a quantised matrix, or <see langword="null"/>: sizes that do not match the grid, codes that the number does not have (or that
    /// are NaN), scales that are not finite or, for NVFP4 and MXFP4, not what the format can store, zero points that are no codes.
    /// </summary>
    /// <param name="matrix">The matrix.</param>
    public static string? Problem(QuantizedMatrix matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        var grid = matrix.Grid;
        if (grid.Problem is { } problem)
            return problem;
        if (matrix.Codes.LongLength != (long)matrix.Rows * matrix.Columns || matrix.Scales.Length != grid.ScaleCount(matrix.Rows, matrix.Columns))
            return $"{matrix.Codes.Length} codes and {matrix.Scales.Length} scales do not make {matrix.Rows} × {matrix.Columns} on {grid}.";
        if (grid.IsSymmetric != matrix.ZeroPoints is null || (matrix.ZeroPoints is { } zeros && zeros.Length != matrix.Scales.Length))
            return "A symmetric grid has no zero points, any other one a scale.";
        var codes = 1 << grid.Bits;
        if (matrix.Codes.AsSpan().IndexOfAnyExceptInRange((byte)0, (byte)(codes - 1)) is >= 0 and var at)
            return $"Code {matrix.Codes[at]} at {at} is none of {codes}.";
        if (grid.Number == NumberFormat.Fp8E4M3 && matrix.Codes.AsSpan().IndexOfAny(Fp8E4M3.NaN, (byte)(Fp8E4M3.NaN | 0x80)) is >= 0 and var nan)
            return $"The code at {nan} is NaN.";
        if (matrix.ZeroPoints is { } points && points.AsSpan().IndexOfAnyExceptInRange((byte)0, (byte)(codes - 1)) is >= 0 and var zero)
            return $"Zero point {points[zero]} at {zero} is none of {codes} codes.";
        var scale = Array.FindIndex(matrix.Scales, value => !IsScale(matrix, value));
        return scale < 0 ? null : $"Scale {matrix.Scales[scale]} at {scale} is none that {grid.Number} can store.";
    }

    private static bool IsScale(QuantizedMatrix matrix, float scale) => matrix.Grid.Number switch
    {
        NumberFormat.NvFp4 => FloatPacking.NvFp4ScaleCode(scale, matrix.TensorScale) is not null,
        NumberFormat.MxFp4 => Fp8E8M0.TryEncode(scale) is not null,
        _ => float.IsFinite(scale) && scale != 0,
    };

    private static GridCheck Count(GridCheck total, ReadOnlySpan<float> weights, ReadOnlySpan<float> points, int offset)
    {
        for (var i = 0; i < weights.Length; i++)
        {
            if (weights[i] != points[i])
                total = total with { OffGrid = total.OffGrid + 1, FirstOff = total.FirstOff < 0 ? offset + i : total.FirstOff };
        }

        return total;
    }
}
