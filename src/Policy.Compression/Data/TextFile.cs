using System.Text;

namespace OptPolicy.Compression.Data;

/// <summary>Text that must be UTF-8: a replacement character in training data teaches the model to write it.</summary>
internal static class TextFile
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static string Read(string path)
    {
        var bytes = ReadBytes(path);
        try
        {
            var text = Strict.GetString(bytes);
            return text.Length > 0 ? text : throw new TrainingDataException($"{path} is empty");
        }
        catch (DecoderFallbackException error)
        {
            var line = 1 + bytes.AsSpan(0, error.Index).Count((byte)'\n');
            throw new TrainingDataException($"{path}:{line}: not UTF-8 (byte 0x{bytes[error.Index]:X2}): convert the file", error);
        }
    }

    public static string[] ReadLines(string path)
    {
        var text = Read(path);
        return (text.EndsWith('\n') ? text[..^1] : text).Split('\n');
    }

    /// <summary>The lines one by one, for files that are larger than a text may be.</summary>
    public static IEnumerable<string> StreamLines(string path)
    {
        using var reader = OpenText(path);
        for (var number = 1; ; number++)
        {
            string? line;
            try
            {
                line = reader.ReadLine();
            }
            catch (DecoderFallbackException error)
            {
                throw new TrainingDataException($"{path}: not UTF-8 near line {number}: convert the file", error);
            }

            if (line is null)
                yield break;
            yield return line;
        }
    }

    private static StreamReader OpenText(string path)
    {
        try
        {
            return new StreamReader(path, Strict);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new TrainingDataException($"training data cannot be read: {error.Message}", error);
        }
    }

    private static byte[] ReadBytes(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new TrainingDataException($"training data cannot be read: {error.Message}", error);
        }
    }
}
