using Microsoft.Win32.SafeHandles;
using OptPolicy.Kernels.Models;

namespace OptPolicy.Kernels.Weights;

/// <summary>
/// A weight file open for reads at any place. Reads are thread-safe. The file is read rather than mapped: a mapped file that is cut short
/// meanwhile ends the process, and its pages count as memory in use.
/// </summary>
internal sealed class WeightFileHandle : IDisposable
{
    private readonly SafeFileHandle _handle;

    /// <exception cref="LocalModelException">The file cannot be opened.</exception>
    public WeightFileHandle(string path)
    {
        Path = path;
        try
        {
            _handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read, FileOptions.RandomAccess);
            Length = RandomAccess.GetLength(_handle);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new LocalModelException($"'{path}' cannot be opened: {error.Message}", error);
        }
    }

    public string Path { get; }

    public long Length { get; }

    /// <summary>Fills <paramref name="destination"/> from <paramref name="offset"/> on.</summary>
    /// <exception cref="LocalModelException">The file ends before.</exception>
    public void Read(long offset, Span<byte> destination)
    {
        while (destination.Length > 0)
        {
            var read = RandomAccess.Read(_handle, destination, offset);
            if (read == 0)
                throw new LocalModelException($"'{Path}' ends at byte {Length}, in the middle of its data: it is truncated. Download or export it again.");
            offset += read;
            destination = destination[read..];
        }
    }

    public void Dispose() => _handle.Dispose();
}
