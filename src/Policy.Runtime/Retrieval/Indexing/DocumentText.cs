using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace OptPolicy;

/// <summary>A document's text.</summary>
/// <param name="Text">The text, without byte order mark.</param>
/// <param name="Hash">Of its bytes: the document's version.</param>
internal sealed record DocumentText(string Text, string Hash)
{
    private const int HashBytes = 16;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="path">How problems call it.</param>
    /// <param name="maxBytes">The largest file.</param>
    /// <param name="problem">Why there is no text.</param>
    public static DocumentText? Read(string file, string path, long maxBytes, out IndexProblem? problem)
    {
        problem = null;
        try
        {
            var length = new FileInfo(file).Length;
            if (length > maxBytes)
            {
                problem = new(path, 0, string.Create(CultureInfo.InvariantCulture, $"the file has {length >> 10:N0} KiB, more than the limit of {maxBytes >> 10:N0}; split it, or raise --max-size"));
                return null;
            }

            return Decode(File.ReadAllBytes(file), path, out problem);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            problem = new(path, 0, $"the file cannot be read: {exception.Message}");
            return null;
        }
    }

    private static DocumentText? Decode(byte[] bytes, string path, out IndexProblem? problem)
    {
        problem = null;
        ReadOnlySpan<byte> content = bytes;
        string text;
        if (content.StartsWith(Encoding.Unicode.Preamble) || content.StartsWith(Encoding.BigEndianUnicode.Preamble))
        {
            text = (content[0] == 0xFF ? Encoding.Unicode : Encoding.BigEndianUnicode).GetString(content[2..]);
        }
        else
        {
            if (content.StartsWith(Encoding.UTF8.Preamble)) content = content[Encoding.UTF8.Preamble.Length..];
            if (content.Contains((byte)0))
            {
                problem = new(path, 0, "the file is binary; leave it out with --include");
                return null;
            }

            try
            {
                text = Strict.GetString(content);
            }
            catch (DecoderFallbackException exception)
            {
                problem = new(path, 1 + content[..Math.Min(exception.Index, content.Length)].Count((byte)'\n'), "the file is not UTF-8; save it as UTF-8");
                return null;
            }
        }

        return new(text.ReplaceLineEndings("\n"), Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, HashBytes)));
    }
}
