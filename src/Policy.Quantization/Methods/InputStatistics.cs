using OptPolicy.Quantization.Methods.LinearAlgebra;
using System.Numerics.Tensors;
using OptPolicy.Quantization.Formats;

namespace OptPolicy.Quantization.Methods;

/// <summary>
/// What calibration saw enter one matrix product. Not thread-safe; what one matrix computes from it (the inverse, the moments) is kept for others
/// that share the input. Rows are held back in blocks of 256: products are summed in float32 inside a block and in float64 between blocks.
/// </summary>
public sealed class InputStatistics
{
    /// <summary>The widest input whose products are kept: 2 GiB.</summary>
    public const int MaxProductColumns = 16_384;

    private const int BlockRows = 256;

    private readonly double[] _products;
    private readonly double[] _squares;
    private readonly double[] _magnitudeSums;
    private readonly float[] _largest;
    private float[] _block = [];
    private int _held;
    private bool _mirrored = true;
    private (long Rows, SecondMoments Moments)? _moments;
    private (long Rows, double Damping, bool ByActivation, InverseHessian Inverse)? _inverse;

    /// <summary>Starts with no rows.</summary>
    /// <param name="columns">Inputs of the product.</param>
    /// <param name="keepProducts">
    /// Whether Σ x xᵀ is kept, 8·columns² bytes, which GPTQ, AWQ and SparseGPT need; otherwise only its diagonal, enough for clipping, SmoothQuant and Wanda.
    /// </param>
    /// <exception cref="QuantizationException">More than <see cref="MaxProductColumns"/> inputs with products.</exception>
    public InputStatistics(int columns, bool keepProducts = true)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        if (keepProducts && columns > MaxProductColumns)
            throw new QuantizationException($"Second moments of {columns} inputs take {8L * columns * columns >> 20} MiB; at most {MaxProductColumns} inputs are kept. Collect the diagonal only, and quantise this product by rounding.");
        Columns = columns;
        _products = keepProducts ? new double[(long)columns * columns] : [];
        _squares = new double[columns];
        _magnitudeSums = new double[columns];
        _largest = new float[columns];
    }

    /// <summary>Inputs of the product.</summary>
    public int Columns { get; }

    /// <summary>Rows seen.</summary>
    public long Rows { get; private set; }

    /// <summary>Whether <see cref="Products"/> is kept.</summary>
    public bool HasProducts => _products.Length > 0;

    /// <summary>Σ x xᵀ over all rows, [Columns, Columns], row after row; what GPTQ's Hessian is made of (2/Rows times it). Empty without products.</summary>
    public double[] Products
    {
        get
        {
            Flush();
            Mirror();
            return _products;
        }
    }

    /// <summary>Σ x² of each input.</summary>
    public double[] Squares
    {
        get
        {
            Flush();
            return _squares;
        }
    }

    /// <summary>Σ |x| of each input; divided by <see cref="Rows"/>, what AWQ ranks inputs by.</summary>
    public double[] MagnitudeSums
    {
        get
        {
            Flush();
            return _magnitudeSums;
        }
    }

    /// <summary>The largest |x| of each input; what SmoothQuant balances.</summary>
    public float[] LargestMagnitudes
    {
        get
        {
            Flush();
            return _largest;
        }
    }

    /// <summary>Adds rows of inputs.</summary>
    /// <param name="rows">Whole rows, one after the other.</param>
    /// <exception cref="QuantizationException">Not whole rows, or a value is not finite.</exception>
    public void Add(ReadOnlySpan<float> rows)
    {
        if (rows.Length % Columns != 0)
            throw new QuantizationException($"{rows.Length} values are no whole rows of {Columns} inputs.");
        if (!rows.IsEmpty && !float.IsFinite(TensorPrimitives.MaxMagnitude(rows)))
            throw new QuantizationException("Calibration inputs hold a value that is not finite. Look for overflow in the model, or for damaged calibration data.");

        Rows += rows.Length / Columns;
        while (!rows.IsEmpty)
        {
            if (_block.Length == 0)
                _block = new float[BlockRows * Columns];
            var length = Math.Min(rows.Length, (BlockRows - _held) * Columns);
            rows[..length].CopyTo(_block.AsSpan(_held * Columns));
            _held += length / Columns;
            rows = rows[length..];
            if (_held == BlockRows)
                Flush();
        }
    }

    /// <summary>Adds what another collection saw.</summary>
    /// <param name="other">Statistics of the same inputs.</param>
    /// <exception cref="QuantizationException">The inputs differ in number, or only one of the two keeps products.</exception>
    public void Merge(InputStatistics other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Columns != Columns || other.HasProducts != HasProducts)
            throw new QuantizationException($"Statistics of {other.Columns} inputs{(other.HasProducts ? "" : " without products")} cannot join those of {Columns}{(HasProducts ? "" : " without products")}.");
        Flush();
        TensorPrimitives.Add(Products, other.Products, _products);
        TensorPrimitives.Add(_squares, other.Squares, _squares);
        TensorPrimitives.Add(_magnitudeSums, other.MagnitudeSums, _magnitudeSums);
        TensorPrimitives.Max(_largest, other.LargestMagnitudes, _largest);
        Rows += other.Rows;
    }

    // Products that share an input share these; kept until more rows come.
    internal SecondMoments Moments()
    {
        if (_moments is not { } kept || kept.Rows != Rows)
            _moments = kept = (Rows, new(this));
        return kept.Moments;
    }

    internal InverseHessian Inverse(double damping, bool byActivation, int degree)
    {
        if (_inverse is not { } kept || kept.Rows != Rows || kept.Damping != damping || kept.ByActivation != byActivation)
            _inverse = kept = (Rows, damping, byActivation, InverseHessian.Of(this, damping, byActivation, degree));
        return kept.Inverse;
    }

    private void Flush()
    {
        if (_held == 0)
            return;
        var block = _block.AsSpan(0, _held * Columns);
        for (var row = 0; row < _held; row++)
        {
            var values = block.Slice(row * Columns, Columns);
            for (var i = 0; i < values.Length; i++)
            {
                var magnitude = Math.Abs(values[i]);
                _squares[i] += (double)magnitude * magnitude;
                _magnitudeSums[i] += magnitude;
                _largest[i] = Math.Max(_largest[i], magnitude);
            }
        }

        if (HasProducts)
        {
            AddProducts(block);
            _mirrored = false;
        }

        _held = 0;
    }

    // Symmetric rank-k update of the upper triangle.
    private void AddProducts(ReadOnlySpan<float> block)
    {
        var packed = new float[_held * TileProduct.Width];
        var tile = new float[Columns * TileProduct.Width];
        for (var start = 0; start < Columns; start += TileProduct.Width)
        {
            var width = Math.Min(TileProduct.Width, Columns - start);
            TileProduct.Pack(block[start..], Columns, _held, width, packed);
            TileProduct.Multiply(block, 1, Columns, start + width, _held, packed, tile);
            for (var i = 0; i < start + width; i++)
            {
                var sums = _products.AsSpan(i * Columns + start, width);
                for (var j = 0; j < width; j++)
                    sums[j] += tile[i * TileProduct.Width + j];
            }
        }
    }

    private void Mirror()
    {
        if (_mirrored)
            return;
        for (var i = 1; i < Columns; i++)
        {
            for (var j = 0; j < i; j++)
                _products[i * Columns + j] = _products[j * Columns + i];
        }

        _mirrored = true;
    }
}
