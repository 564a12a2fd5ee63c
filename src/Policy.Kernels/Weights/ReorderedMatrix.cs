namespace OptPolicy.Kernels.Weights;

/// <summary>A matrix with its rows in another order.</summary>
internal sealed class ReorderedMatrix(WeightMatrix source, Func<int, int> sourceRow) : WeightMatrix(source.Name, source.Rows, source.Columns)
{
    public override int CodeBits => source.CodeBits;

    public override void Read(int row, int column, Span<float> destination) => source.Read(sourceRow(row), column, destination);

    public override void ReadCodes(int row, Span<byte> codes, Span<float> scales) => source.ReadCodes(sourceRow(row), codes, scales);
}
