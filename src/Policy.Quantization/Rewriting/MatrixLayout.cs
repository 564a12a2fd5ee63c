namespace OptPolicy.Quantization.Rewriting;

/// <summary>Matrices in the order that an operator wants.</summary>
internal static class MatrixLayout
{
    // Both sides of a tile stay in the first-level cache.
    private const int Tile = 32;

    /// <summary>[rows, columns] to [columns, rows].</summary>
    public static T[] Transpose<T>(T[] values, int rows, int columns)
    {
        var result = new T[values.Length];
        for (var top = 0; top < rows; top += Tile)
        {
            for (var left = 0; left < columns; left += Tile)
            {
                var (bottom, right) = (Math.Min(rows, top + Tile), Math.Min(columns, left + Tile));
                for (var row = top; row < bottom; row++)
                {
                    for (var column = left; column < right; column++)
                        result[(long)column * rows + row] = values[(long)row * columns + column];
                }
            }
        }

        return result;
    }
}
