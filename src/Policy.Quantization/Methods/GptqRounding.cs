using OptPolicy.Quantization.Formats;
using OptPolicy.Quantization.Methods.LinearAlgebra;

namespace OptPolicy.Quantization.Methods;

/// <summary>
/// GPTQ (Frantar et al. 2022, arXiv:2210.17323, algorithm 1) on any grid: inputs one by one, each rounding error spread over the inputs that follow.
/// Scales are fitted when their group begins. An input that calibration never saw rounds to nearest: its weights are kept, since a sample is no proof.
/// </summary>
/// <param name="grid">The grid.</param>
/// <param name="fitter">Finds scales.</param>
/// <param name="hessian">How errors spread.</param>
/// <param name="fitted">All scales, where they do not depend on the order of rounding; otherwise <see langword="null"/>.</param>
internal sealed class GptqRounding(WeightGrid grid, GroupFitter fitter, InverseHessian hessian, GroupScale[]? fitted)
{
    private const int BlockSize = 128;
    private const int RowsAtOnce = 32;

    public QuantizedMatrix Quantize(ReadOnlyMemory<float> weights, int rows, int columns, int degree)
    {
        var codes = new byte[weights.Length];
        var groups = fitted ?? new GroupScale[grid.ScaleCount(rows, columns)];
        Parallel.For(0, (rows + RowsAtOnce - 1) / RowsAtOnce, new ParallelOptions { MaxDegreeOfParallelism = degree }, part =>
        {
            var first = part * RowsAtOnce;
            QuantizeRows(weights.Span, first, Math.Min(RowsAtOnce, rows - first), columns, codes, groups);
        });
        return RoundToNearest.Assemble(grid, rows, columns, codes, groups, fitter.TensorScale);
    }

    private void QuantizeRows(ReadOnlySpan<float> weights, int firstRow, int count, int columns, byte[] codes, GroupScale[] groups)
    {
        var rest = new float[count * columns];
        for (var row = 0; row < count; row++)
            hessian.Permute(weights.Slice((firstRow + row) * columns, columns), rest.AsSpan(row * columns, columns));
        var errors = new float[count * BlockSize];
        var spread = new ErrorSpread(hessian.Upper, columns, BlockSize, count);
        for (var start = 0; start < columns;)
        {
            var end = BlockEnd(start, columns);
            for (var row = 0; row < count; row++)
                QuantizeBlock(rest.AsSpan(row * columns, columns), firstRow + row, start, end, errors.AsSpan(row * BlockSize), codes, groups);
            spread.Apply(rest, errors, start, end);
            start = end;
        }
    }

    // Blocks end where groups end, so that a group's scale is fitted to weights that hold every earlier error.
    private int BlockEnd(int start, int columns)
    {
        var span = grid.SpanLength(columns);
        if (fitted is not null || span == columns)
            return Math.Min(start + BlockSize, columns);
        var end = span <= BlockSize ? start + BlockSize / span * span : Math.Min(start + BlockSize, (start / span + 1) * span);
        return Math.Min(end, columns);
    }

    private void QuantizeBlock(Span<float> rest, int row, int start, int end, Span<float> errors, byte[] codes, GroupScale[] groups)
    {
        var columns = rest.Length;
        var span = grid.SpanLength(columns);
        for (var place = start; place < end; place++)
        {
            var column = hessian.Order[place];
            var index = grid.ScaleIndex(row, column, columns);
            if (fitted is null && place % span == 0)
                groups[index] = fitter.Fit(rest.Slice(place, Math.Min(span, columns - place)), place, columns);

            var code = GridRounding.Encode(grid.Number, groups[index], rest[place]);
            codes[row * columns + column] = code;
            var upper = hessian.Upper.AsSpan(place * columns, columns);
            errors[place - start] = ErrorSpread.Within(rest[..end], upper, place, GridRounding.Decode(grid.Number, groups[index], code));
        }
    }
}
