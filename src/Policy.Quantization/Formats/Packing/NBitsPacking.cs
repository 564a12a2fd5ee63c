namespace OptPolicy.Quantization.Formats.Packing;

/// <summary>Packs integer codes as ONNX Runtime's MatMulNBits reads them: several codes a byte, the first in the lowest bits.</summary>
public static class NBitsPacking
{
    /// <summary>Codes in blocks: [rows, blocks, blockSize·bits/8]; codes past the last input are zero points, which weigh nothing.</summary>
    /// <param name="matrix">A matrix of integers in groups.</param>
    /// <exception cref="QuantizationException">The grid is not one of integer groups whose codes fill whole bytes.</exception>
    public static byte[] Codes(QuantizedMatrix matrix)
    {
        var grid = Checked(matrix);
        var bits = grid.Bits;
        var blocks = grid.GroupsPerRow(matrix.Columns);
        var perRow = blocks * grid.GroupSize;
        var packed = new byte[(long)matrix.Rows * perRow * bits / 8];
        var codes = new byte[perRow];
        for (var row = 0; row < matrix.Rows; row++)
        {
            matrix.Codes.AsSpan(row * matrix.Columns, matrix.Columns).CopyTo(codes);
            codes.AsSpan(matrix.Columns).Fill(matrix.Group(row * blocks + blocks - 1).ZeroPoint);
            Pack(codes, bits, packed.AsSpan(row * (perRow * bits / 8)));
        }

        return packed;
    }

    /// <summary>Zero points: [rows, ⌈blocks·bits/8⌉], every row filled up to whole bytes; <see langword="null"/> for symmetric grids, where the operator supplies 2^(bits−1).</summary>
    /// <param name="matrix">A matrix of integers in groups.</param>
    /// <exception cref="QuantizationException">The grid is not one of integer groups whose codes fill whole bytes.</exception>
    public static byte[]? ZeroPoints(QuantizedMatrix matrix)
    {
        var grid = Checked(matrix);
        if (matrix.ZeroPoints is not { } zeros)
            return null;
        var blocks = grid.GroupsPerRow(matrix.Columns);
        var perRow = (blocks * grid.Bits + 7) / 8;
        var packed = new byte[matrix.Rows * perRow];
        for (var row = 0; row < matrix.Rows; row++)
            Pack(zeros.AsSpan(row * blocks, blocks), grid.Bits, packed.AsSpan(row * perRow));
        return packed;
    }

    /// <summary>Packs codes of 2, 4 or 8 bits, the first in the lowest bits of the first byte.</summary>
    /// <param name="codes">One code a byte.</param>
    /// <param name="bits">2, 4 or 8.</param>
    /// <param name="packed">Receives ⌈codes·bits/8⌉ bytes.</param>
    public static void Pack(ReadOnlySpan<byte> codes, int bits, Span<byte> packed)
    {
        var perByte = PerByte(bits);
        packed[..((codes.Length + perByte - 1) / perByte)].Clear();
        for (var i = 0; i < codes.Length; i++)
            packed[i / perByte] |= (byte)(codes[i] << (i % perByte * bits));
    }

    /// <summary>Undoes <see cref="Pack"/>.</summary>
    /// <param name="packed">The bytes.</param>
    /// <param name="bits">2, 4 or 8.</param>
    /// <param name="codes">Receives as many codes as it has room for.</param>
    public static void Unpack(ReadOnlySpan<byte> packed, int bits, Span<byte> codes)
    {
        var perByte = PerByte(bits);
        var mask = (1 << bits) - 1;
        for (var i = 0; i < codes.Length; i++)
            codes[i] = (byte)(packed[i / perByte] >> (i % perByte * bits) & mask);
    }

    private static int PerByte(int bits) => bits is 2 or 4 or 8 ? 8 / bits : throw new ArgumentOutOfRangeException(nameof(bits), bits, "2, 4 or 8.");

    private static WeightGrid Checked(QuantizedMatrix matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        var grid = matrix.Grid;
        return grid is { IsInteger: true, Sharing: ScaleSharing.Group } && grid.GroupSize * grid.Bits % 8 == 0
            ? grid
            : throw new QuantizationException($"MatMulNBits holds integer groups that fill whole bytes, not {grid}. Quantise to int2, int4 or int8 with a group size.");
    }
}
