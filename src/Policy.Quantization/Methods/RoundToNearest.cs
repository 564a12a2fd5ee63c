using OptPolicy.Quantization.Formats;

namespace OptPolicy.Quantization.Methods;

/// <summary>Rounds each weight to its nearest grid point.</summary>
internal static class RoundToNearest
{
    public static QuantizedMatrix Quantize(ReadOnlyMemory<float> weights, int rows, int columns, WeightGrid grid, GroupFitter fitter, int degree)
    {
        var codes = new byte[weights.Length];
        var groups = FitGroups(weights, rows, columns, grid, fitter, degree);
        var span = grid.SpanLength(columns);
        Parallel.For(0, rows, new ParallelOptions { MaxDegreeOfParallelism = degree }, row =>
        {
            var values = weights.Span.Slice(row * columns, columns);
            for (var start = 0; start < columns; start += span)
            {
                var length = Math.Min(span, columns - start);
                GridRounding.Encode(grid.Number, groups[grid.ScaleIndex(row, start, columns)], values.Slice(start, length), codes.AsSpan(row * columns + start, length));
            }
        });
        return Assemble(grid, rows, columns, codes, groups, fitter.TensorScale);
    }

    /// <summary>What each group shares, by <see cref="WeightGrid.ScaleIndex"/>.</summary>
    public static GroupScale[] FitGroups(ReadOnlyMemory<float> weights, int rows, int columns, WeightGrid grid, GroupFitter fitter, int degree)
    {
        if (grid.Sharing == ScaleSharing.Tensor)
            return [fitter.Fit(weights.Span, 0, columns)];

        var groups = new GroupScale[grid.ScaleCount(rows, columns)];
        var span = grid.SpanLength(columns);
        Parallel.For(0, rows, new ParallelOptions { MaxDegreeOfParallelism = degree }, row =>
        {
            var values = weights.Span.Slice(row * columns, columns);
            for (var start = 0; start < columns; start += span)
                groups[grid.ScaleIndex(row, start, columns)] = fitter.Fit(values.Slice(start, Math.Min(span, columns - start)), start, columns);
        });
        return groups;
    }

    public static QuantizedMatrix Assemble(WeightGrid grid, int rows, int columns, byte[] codes, GroupScale[] groups, float tensorScale)
        => new(
            grid,
            rows,
            columns,
            codes,
            Array.ConvertAll(groups, static group => group.Scale),
            grid.IsSymmetric ? null : Array.ConvertAll(groups, static group => group.ZeroPoint),
            tensorScale);
}
