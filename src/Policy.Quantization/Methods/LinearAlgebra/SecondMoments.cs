namespace OptPolicy.Quantization.Methods.LinearAlgebra;

/// <summary>H = Σ x xᵀ in float32, for the quadratic forms of output errors. Thread-safe.</summary>
internal sealed class SecondMoments
{
    private const int Depth = 256;
    private const int RowsAtOnce = 64;

    private readonly float[] _values;
    private readonly int _columns;

    public SecondMoments(InputStatistics statistics)
    {
        _columns = statistics.Columns;
        var products = statistics.Products;
        _values = new float[products.Length];
        // The mean, not the sum: float32 must not overflow where float64 did not.
        Rows = Math.Max(1, statistics.Rows);
        for (var i = 0; i < _columns; i++)
        {
            // The form is symmetric: the upper triangle counts twice, and half the work is left.
            _values[i * _columns + i] = (float)(products[i * _columns + i] / Rows);
            for (var j = i + 1; j < _columns; j++)
                _values[i * _columns + j] = (float)(2 * products[i * _columns + j] / Rows);
        }
    }

    public long Rows { get; }

    /// <summary>tr(D H Dᵀ) of whole rows.</summary>
    public double Total(ReadOnlyMemory<float> rows, int degree)
    {
        var count = rows.Length / _columns;
        var strips = (_columns + TileProduct.Width - 1) / TileProduct.Width;
        var totals = new double[strips];
        Parallel.For(0, strips, new ParallelOptions { MaxDegreeOfParallelism = degree }, strip => totals[strip] = Strip(rows.Span, count, strip * TileProduct.Width));
        // Summed in order: the total does not depend on the number of threads.
        var total = 0.0;
        foreach (var part in totals)
            total += part;
        return total * Rows;
    }

    private double Strip(ReadOnlySpan<float> rows, int count, int start)
    {
        var width = Math.Min(TileProduct.Width, _columns - start);
        var packed = new float[Math.Min(Depth, _columns) * TileProduct.Width];
        var tile = new float[Math.Min(RowsAtOnce, count) * TileProduct.Width];
        var total = 0.0;
        for (var first = 0; first < start + width; first += Depth)
        {
            var depth = Math.Min(Depth, start + width - first);
            TileProduct.Pack(_values.AsSpan(first * _columns + start), _columns, depth, width, packed);
            for (var row = 0; row < count; row += RowsAtOnce)
            {
                var height = Math.Min(RowsAtOnce, count - row);
                TileProduct.Multiply(rows[(row * _columns + first)..], _columns, 1, height, depth, packed, tile);
                for (var i = 0; i < height; i++)
                {
                    var values = rows.Slice((row + i) * _columns + start, width);
                    for (var j = 0; j < width; j++)
                        total += (double)values[j] * tile[i * TileProduct.Width + j];
                }
            }
        }

        return total;
    }
}
