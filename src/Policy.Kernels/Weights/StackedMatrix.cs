namespace OptPolicy.Kernels.Weights;

/// <summary>Matrices of equal width on top of one another: one product instead of several.</summary>
public sealed class StackedMatrix : WeightMatrix
{
    private readonly WeightMatrix[] _parts;

    /// <summary>Stacks <paramref name="parts"/>, the first on top.</summary>
    public StackedMatrix(string name, params WeightMatrix[] parts)
        : base(name, parts.Sum(p => p.Rows), parts[0].Columns) => _parts = parts;

    /// <inheritdoc/>
    public override int CodeBits => _parts.All(p => p.CodeBits == _parts[0].CodeBits) ? _parts[0].CodeBits : 0;

    /// <inheritdoc/>
    public override void Read(int row, int column, Span<float> destination) => Locate(ref row).Read(row, column, destination);

    /// <inheritdoc/>
    public override void ReadCodes(int row, Span<byte> codes, Span<float> scales) => Locate(ref row).ReadCodes(row, codes, scales);

    private WeightMatrix Locate(ref int row)
    {
        foreach (var part in _parts)
        {
            if (row < part.Rows)
                return part;
            row -= part.Rows;
        }

        throw new ArgumentOutOfRangeException(nameof(row));
    }
}
