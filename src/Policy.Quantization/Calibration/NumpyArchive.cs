using System.Globalization;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using OptPolicy.Kernels.Models;

namespace OptPolicy.Quantization.Calibration;

/// <summary>The arrays of a .npz file (NumPy's lib.format: a zip of .npy files, versions 1 to 3).</summary>
internal static partial class NumpyArchive
{
    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <exception cref="LocalModelException">The file is no such archive, or holds numbers of a type that is not known.</exception>
    public static Dictionary<string, (long[] Shape, double[] Values)> Read(string path)
    {
        var arrays = new Dictionary<string, (long[] Shape, double[] Values)>(StringComparer.Ordinal);
        try
        {
            using var archive = ZipFile.OpenRead(path);
            foreach (var entry in archive.Entries)
            {
                using var stream = entry.Open();
                using var copy = new MemoryStream();
                stream.CopyTo(copy);
                var name = entry.FullName.EndsWith(".npy", StringComparison.Ordinal) ? entry.FullName[..^4] : entry.FullName;
                arrays[name] = Array(copy.ToArray(), $"{path}: '{name}'");
            }
        }
        catch (Exception error) when (error is InvalidDataException or IOException)
        {
            throw new LocalModelException($"'{path}' is no .npz file: {error.Message}", error);
        }

        return arrays;
    }

    private static (long[] Shape, double[] Values) Array(byte[] bytes, string place)
    {
        if (bytes.Length < 12 || !bytes.AsSpan(0, 6).SequenceEqual(Magic))
            throw new LocalModelException($"{place} is no .npy array.");
        var (start, length) = bytes[6] == 1 ? (10, BitConverter.ToUInt16(bytes, 8)) : (12, (int)BitConverter.ToUInt32(bytes, 8));
        if (length > bytes.Length - start)
            throw new LocalModelException($"{place} is cut off in its header.");
        var header = Encoding.UTF8.GetString(bytes, start, length);
        var (type, order, shape) = (TypePattern().Match(header), OrderPattern().Match(header), ShapePattern().Match(header));
        if (!type.Success || !order.Success || !shape.Success)
            throw new LocalModelException($"{place} has a header that is not understood: {header.Trim()}");
        if (order.Groups[1].Value == "True")
            throw new LocalModelException($"{place} is in Fortran order. Save it with numpy.ascontiguousarray.");
        long[] sizes = [.. shape.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(static s => long.Parse(s, CultureInfo.InvariantCulture))];
        var values = Numbers(type.Groups[1].Value, bytes.AsSpan(start + length), place);
        var expected = sizes.Aggregate(1L, static (product, size) => product * size);
        return values.Length == expected ? (sizes, values) : throw new LocalModelException($"{place} has {values.Length} numbers; its shape [{string.Join(", ", sizes)}] needs {expected}.");
    }

    private static double[] Numbers(string type, ReadOnlySpan<byte> data, string place) => type switch
    {
        "<f4" => Convert<float>(data, static v => v),
        "<f8" => Convert<double>(data, static v => v),
        "<f2" => Convert<Half>(data, static v => (double)v),
        "<i8" => Convert<long>(data, static v => v),
        "<i4" => Convert<int>(data, static v => v),
        "<i2" => Convert<short>(data, static v => v),
        "|i1" => Convert<sbyte>(data, static v => v),
        "|u1" or "|b1" => Convert<byte>(data, static v => v),
        _ => throw new LocalModelException($"{place} holds numbers of type {type}; f2, f4, f8, i1, i2, i4, i8, u1 and b1 are understood."),
    };

    private static double[] Convert<T>(ReadOnlySpan<byte> data, Func<T, double> convert)
        where T : unmanaged
    {
        var numbers = MemoryMarshal.Cast<byte, T>(data);
        var values = new double[numbers.Length];
        for (var i = 0; i < values.Length; i++)
            values[i] = convert(numbers[i]);
        return values;
    }

    [GeneratedRegex("'descr':\\s*'([^']+)'", RegexOptions.None, 1000)]
    private static partial Regex TypePattern();

    [GeneratedRegex("'fortran_order':\\s*(True|False)", RegexOptions.None, 1000)]
    private static partial Regex OrderPattern();

    [GeneratedRegex("'shape':\\s*\\(([^)]*)\\)", RegexOptions.None, 1000)]
    private static partial Regex ShapePattern();
}
