using System.Security;
using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Text;

namespace OptPolicy.Cli.Sources;

/// <summary>Reads one policy file; whatever goes wrong becomes a diagnostic that names the file.</summary>
internal static class SourceReader
{
    // Far above what the parser accepts, so that the parser's own message explains the limit; beyond it nothing is read at all.
    private const int BytesMax = 64 << 20;

    public static (PolicyText? Text, Diagnostic? Problem) ReadFile(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return Read(stream, path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return (null, Problem(DiagnosticCatalog.FileNotFound, path, path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SecurityException or NotSupportedException)
        {
            return (null, Problem(DiagnosticCatalog.FileUnreadable, path, e.Message));
        }
    }

    public static (PolicyText? Text, Diagnostic? Problem) Read(Stream stream, string path)
    {
        var buffer = new MemoryStream(stream.CanSeek ? (int)Math.Min(stream.Length, BytesMax) : 4096);
        var chunk = new byte[16 << 10];
        for (var read = stream.Read(chunk); read > 0; read = stream.Read(chunk))
        {
            if (buffer.Length + read > BytesMax)
            {
                return (null, Problem(DiagnosticCatalog.FileUnreadable, path, $"it is larger than {BytesMax >> 20} MiB"));
            }

            buffer.Write(chunk, 0, read);
        }

        var decoded = DecodedText.From(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
        return decoded.Content is { } content
            ? (new PolicyText(path, content), null)
            : (null, Problem(DiagnosticCatalog.NotUtf8, path, decoded.Problem!));
    }

    public static Diagnostic Problem(DiagnosticDescriptor descriptor, string path, string argument)
    {
        var start = new LinePosition(1, 1);
        return new Diagnostic(descriptor, path, default, new SourceSpan(path, start, start), [argument]);
    }
}
