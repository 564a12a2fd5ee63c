using System.Security.Cryptography;

namespace OptPolicy.Kernels.Conversion;

/// <summary>The hash by which a converted model names what it was made from.</summary>
internal static class SourceHash
{
    private const int PieceBytes = 4 << 20;

    /// <summary>SHA-256 over the files one after another, lower-case hex.</summary>
    public static string Compute(IEnumerable<string> files, IProgress<ConversionProgress>? progress, CancellationToken cancellationToken)
    {
        var paths = files.ToList();
        var total = paths.Sum(static path => new FileInfo(path).Length);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var piece = new byte[PieceBytes];
        var done = 0L;
        foreach (var path in paths)
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
            for (var read = file.Read(piece); read > 0; read = file.Read(piece))
            {
                cancellationToken.ThrowIfCancellationRequested();
                hash.AppendData(piece, 0, read);
                done += read;
                progress?.Report(new ConversionProgress("hashing the source", done, total));
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
