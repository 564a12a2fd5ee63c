namespace OptPolicy.Quantization.Formats.Packing;

/// <summary>8-bit codes as the signed integers of QLinear, QDQ and MatMulInteger graphs.</summary>
public static class Int8Packing
{
    /// <summary>Codes − 128, row after row: [rows, columns].</summary>
    /// <param name="matrix">A matrix of 8-bit integers.</param>
    /// <exception cref="QuantizationException">It is none.</exception>
    public static sbyte[] Signed(QuantizedMatrix matrix)
    {
        Check(matrix);
        return Array.ConvertAll(matrix.Codes, static code => (sbyte)(code - 128));
    }

    /// <summary>Codes − 128 with inputs as rows: [columns, rows], as MatMul's right factor lies.</summary>
    /// <param name="matrix">A matrix of 8-bit integers.</param>
    /// <exception cref="QuantizationException">It is none.</exception>
    public static sbyte[] SignedTransposed(QuantizedMatrix matrix)
    {
        Check(matrix);
        var signed = new sbyte[matrix.Codes.Length];
        for (var row = 0; row < matrix.Rows; row++)
        {
            for (var column = 0; column < matrix.Columns; column++)
                signed[column * matrix.Rows + row] = (sbyte)(matrix.Codes[row * matrix.Columns + column] - 128);
        }

        return signed;
    }

    private static void Check(QuantizedMatrix matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        if (matrix.Grid.Number != NumberFormat.Int8)
            throw new QuantizationException($"{matrix.Grid.Number} codes are no 8-bit integers. Quantise to int8.");
    }
}
