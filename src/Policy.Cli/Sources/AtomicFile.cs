using System.Text;

namespace OptPolicy.Cli.Sources;

/// <summary>Replaces a file in one step: a crash or a full disk leaves the old content or the new one, never a part.</summary>
internal static class AtomicFile
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Writes, or says why it could not; the file is then unchanged.</summary>
    public static string? TryWrite(string path, string content) => TryWrite(path, Utf8.GetBytes(content));

    /// <summary>Writes, or says why it could not; the file is then unchanged.</summary>
    public static string? TryWrite(string path, byte[] content)
    {
        try
        {
            Write(path, content);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }

    private static void Write(string path, byte[] content)
    {
        // Through a link, its target is what the user means; a rename would replace the link itself.
        path = File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path : path;
        var temporary = Path.Combine(Path.GetDirectoryName(path)!, $".{Path.GetFileName(path)}.{Guid.NewGuid():N}.tmp");
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                stream.Write(content);
                stream.Flush(flushToDisk: true);
            }

            if (!OperatingSystem.IsWindows() && File.Exists(path))
            {
                File.SetUnixFileMode(temporary, File.GetUnixFileMode(path));
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
