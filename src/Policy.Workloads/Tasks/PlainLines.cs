using System.Text;

namespace OptPolicy.Workloads.Tasks;

/// <summary>The lines of a UTF-8 file.</summary>
internal static class PlainLines
{
    /// <exception cref="WorkloadException">The file cannot be read or is not UTF-8.</exception>
    public static string[] Read(string path)
    {
        try
        {
            return File.ReadAllLines(path, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new WorkloadException(path, 0, $"cannot be read: {error.Message}");
        }
        catch (DecoderFallbackException)
        {
            throw new WorkloadException(path, 0, "is not UTF-8; convert it");
        }
    }
}
