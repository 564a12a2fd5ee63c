using System.Runtime.InteropServices;
using OptPolicy.Kernels.Weights;

namespace OptPolicy.Kernels.Architectures;

/// <summary>Writes weight matrices in the layouts that ONNX operators read, a few megabytes at a time.</summary>
internal static class WeightStreams
{
    private const int PieceBytes = 16 << 20;

    /// <summary>Writes block codes [rows, blocks, block bytes] and collects the scales [rows, blocks].</summary>
    public static void WriteBlocks(Stream stream, WeightMatrix matrix, BlockQuantizer quantizer, float[] scales)
    {
        var blocks = quantizer.Blocks(matrix.Columns);
        var rowBytes = blocks * quantizer.BlockBytes;
        var pieceRows = Math.Clamp(PieceBytes / rowBytes, 1, matrix.Rows);
        var piece = new byte[pieceRows * rowBytes];
        for (var first = 0; first < matrix.Rows; first += pieceRows)
        {
            var rows = Math.Min(pieceRows, matrix.Rows - first);
            ForEachRow(rows, () => (Values: new float[matrix.Columns], Codes: new byte[blocks * quantizer.BlockSize]), (row, room) =>
            {
                quantizer.Quantize(matrix, first + row, room.Values, room.Codes, scales.AsSpan((first + row) * blocks, blocks));
                quantizer.Pack(room.Codes, piece.AsSpan(row * rowBytes, rowBytes));
            });
            stream.Write(piece, 0, rows * rowBytes);
        }
    }

    /// <summary>Writes the matrix as it is: [rows, columns] float32.</summary>
    public static void WriteRows(Stream stream, WeightMatrix matrix)
    {
        var pieceRows = Math.Clamp(PieceBytes / sizeof(float) / matrix.Columns, 1, matrix.Rows);
        var piece = new float[pieceRows * matrix.Columns];
        for (var first = 0; first < matrix.Rows; first += pieceRows)
        {
            var rows = Math.Min(pieceRows, matrix.Rows - first);
            for (var row = 0; row < rows; row++)
            {
                var values = piece.AsSpan(row * matrix.Columns, matrix.Columns);
                matrix.Read(first + row, 0, values);
                WeightCheck.Finite(matrix, first + row, values);
            }

            stream.Write(MemoryMarshal.AsBytes(piece.AsSpan(0, rows * matrix.Columns)));
        }
    }

    /// <summary>Writes the transpose [columns, rows], each value through <paramref name="convert"/> (which gets its row).</summary>
    public static void WriteTransposed<T>(Stream stream, WeightMatrix matrix, Func<int, float, T> convert)
        where T : unmanaged
    {
        // Block-quantised sources are read in whole blocks.
        var pieceColumns = Math.Clamp(PieceBytes / Marshal.SizeOf<T>() / matrix.Rows / WeightMatrix.BlockSize * WeightMatrix.BlockSize, WeightMatrix.BlockSize, Math.Max(matrix.Columns, WeightMatrix.BlockSize));
        var piece = new T[Math.Min(pieceColumns, matrix.Columns) * matrix.Rows];
        for (var first = 0; first < matrix.Columns; first += pieceColumns)
        {
            var columns = Math.Min(pieceColumns, matrix.Columns - first);
            ForEachRow(matrix.Rows, () => new float[columns], (row, values) =>
            {
                matrix.Read(row, first, values);
                WeightCheck.Finite(matrix, row, values);
                for (var column = 0; column < values.Length; column++)
                    piece[column * matrix.Rows + row] = convert(row, values[column]);
            });
            stream.Write(MemoryMarshal.AsBytes(piece.AsSpan(0, columns * matrix.Rows)));
        }
    }

    /// <summary>The largest magnitude of each row.</summary>
    public static float[] RowMagnitudes(WeightMatrix matrix)
    {
        var magnitudes = new float[matrix.Rows];
        ForEachRow(matrix.Rows, () => new float[matrix.Columns], (row, values) =>
        {
            matrix.Read(row, 0, values);
            WeightCheck.Finite(matrix, row, values);
            foreach (var value in values)
                magnitudes[row] = Math.Max(magnitudes[row], Math.Abs(value));
        });
        return magnitudes;
    }

    /// <summary>The whole of a vector.</summary>
    public static float[] ReadVector(WeightMatrix vector)
    {
        var values = new float[vector.Columns];
        vector.Read(0, 0, values);
        WeightCheck.Finite(vector, 0, values);
        return values;
    }

    // Parallel.For wraps what a row throws; callers want the error itself.
    private static void ForEachRow<TRoom>(int rows, Func<TRoom> room, Action<int, TRoom> body)
    {
        try
        {
            Parallel.For(0, rows, room, (row, _, local) =>
            {
                body(row, local);
                return local;
            }, _ => { });
        }
        catch (AggregateException errors)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(errors.InnerExceptions[0]);
        }
    }
}
