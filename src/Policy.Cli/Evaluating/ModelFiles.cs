using System.Security.Cryptography;
using System.Text;

namespace OptPolicy.Cli.Evaluating;

/// <summary>The files of a model folder, its own subfolders left out.</summary>
internal static class ModelFiles
{
    public static long Bytes(string folder) => Files(folder).Sum(static file => new FileInfo(file).Length);

    /// <summary>Hex SHA-256 of names and contents.</summary>
    public static string Hash(string folder)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 20];
        foreach (var file in Files(folder))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(Path.GetFileName(file) + "\n"));
            using var stream = File.OpenRead(file);
            for (var count = stream.Read(buffer); count > 0; count = stream.Read(buffer))
            {
                hash.AppendData(buffer.AsSpan(0, count));
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static IOrderedEnumerable<string> Files(string folder) => Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal);
}
