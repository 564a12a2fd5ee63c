using OptPolicy.Quantization.Formats;

namespace OptPolicy.Quantization.Rewriting;

/// <summary>Takes a matrix that was quantised as a part of a taller one out of it.</summary>
internal static class MatrixRows
{
    public static QuantizedMatrix Slice(QuantizedMatrix matrix, int first, int rows)
    {
        if (rows == matrix.Rows)
            return matrix;
        var isTensor = matrix.Grid.Sharing == ScaleSharing.Tensor;
        var perRow = isTensor ? 0 : matrix.Scales.Length / matrix.Rows;
        var scales = isTensor ? matrix.Scales : matrix.Scales.AsSpan(first * perRow, rows * perRow).ToArray();
        var zeroPoints = matrix.ZeroPoints is null || isTensor ? matrix.ZeroPoints : matrix.ZeroPoints.AsSpan(first * perRow, rows * perRow).ToArray();
        return new(matrix.Grid, rows, matrix.Columns, matrix.Codes.AsSpan(first * matrix.Columns, rows * matrix.Columns).ToArray(), scales, zeroPoints, matrix.TensorScale);
    }
}
