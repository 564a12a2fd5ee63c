namespace OptPolicy.Kernels.Weights;

/// <summary>A matrix in memory, row-major.</summary>
public sealed class ArrayMatrix : WeightMatrix
{
    private readonly ReadOnlyMemory<float> _values;

    /// <summary>Creates the matrix over <paramref name="values"/>, which it does not copy.</summary>
    /// <exception cref="ArgumentException">The values are not <paramref name="rows"/> × <paramref name="columns"/>.</exception>
    public ArrayMatrix(string name, int rows, int columns, ReadOnlyMemory<float> values)
        : base(name, rows, columns)
    {
        if (values.Length != (long)rows * columns)
            throw new ArgumentException($"'{name}' has {values.Length} values, not {rows} × {columns}.", nameof(values));
        _values = values;
    }

    /// <inheritdoc/>
    public override void Read(int row, int column, Span<float> destination) =>
        _values.Span.Slice(row * Columns + column, destination.Length).CopyTo(destination);
}
