using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;

namespace OptPolicy.Quantization.Tests.Rewriting;

/// <summary>Images like lines of text, dark strokes on light ground, as the recogniser's input in .npz files.</summary>
internal static class TextImages
{
    private const int Height = 48;
    private const int Width = 160;

    /// <summary>Writes <paramref name="count"/> images and returns the folder.</summary>
    public static string Write(string folder, int count, int firstSeed = 1)
    {
        for (var i = 0; i < count; i++)
            Save(Path.Combine(folder, $"{i:000}.npz"), Draw(firstSeed + i));
        return folder;
    }

    private static float[] Draw(int seed)
    {
        var random = new Random(seed);
        var plane = new float[Height * Width];
        Array.Fill(plane, 0.8f);
        for (var letter = 0; letter < 12; letter++)
        {
            for (var stroke = 0; stroke < 3; stroke++)
            {
                var (x, y, dx, dy) = (6 + (12 * letter) + random.Next(8), 8 + random.Next(16), random.Next(-1, 2), random.Next(2));
                for (var step = 0; step < 18; step++, x += step % 2 * dx, y += dx == 0 || dy == 1 ? 1 : step % 3 == 0 ? 1 : 0)
                    Dot(plane, x, y);
            }
        }

        return [.. plane, .. plane, .. plane];
    }

    private static void Dot(float[] plane, int x, int y)
    {
        for (var row = Math.Max(0, y); row < Math.Min(Height, y + 3); row++)
        {
            for (var column = Math.Max(0, x); column < Math.Min(Width, x + 3); column++)
                plane[(row * Width) + column] = -0.9f;
        }
    }

    private static void Save(string path, float[] values)
    {
        var header = $"{{'descr': '<f4', 'fortran_order': False, 'shape': (1, 3, {Height}, {Width}), }}";
        header = header.PadRight(((10 + header.Length + 1 + 63) / 64 * 64) - 11) + '\n';
        using var archive = ZipFile.Open(path, ZipArchiveMode.Create);
        using var stream = archive.CreateEntry("x.npy").Open();
        stream.Write([0x93, .. "NUMPY"u8, 1, 0]);
        stream.Write(BitConverter.GetBytes((ushort)header.Length));
        stream.Write(Encoding.ASCII.GetBytes(header));
        stream.Write(MemoryMarshal.AsBytes(values.AsSpan()));
    }
}
