using System.Text;
using System.Text.Unicode;

namespace OptPolicy.Cli.Sources;

/// <summary>Bytes read as UTF-8, or the first thing that is not.</summary>
internal readonly record struct DecodedText(string? Content, string? Problem)
{
    private static ReadOnlySpan<byte> Utf8Mark => [0xEF, 0xBB, 0xBF];

    public static DecodedText From(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
        {
            return new(null, "it is UTF-16");
        }

        if (bytes.StartsWith(Utf8Mark))
        {
            bytes = bytes[Utf8Mark.Length..];
        }

        if (Utf8.IsValid(bytes))
        {
            return new(Encoding.UTF8.GetString(bytes), null);
        }

        return new(null, DescribeFirstInvalid(bytes));
    }

    private static string DescribeFirstInvalid(ReadOnlySpan<byte> bytes)
    {
        var offset = 0;
        var line = 1;
        while (Rune.DecodeFromUtf8(bytes[offset..], out var rune, out var consumed) == System.Buffers.OperationStatus.Done)
        {
            line += rune.Value == '\n' ? 1 : 0;
            offset += consumed;
        }

        return $"byte 0x{bytes[offset]:X2} at offset {offset} (line {line}) is not valid there";
    }
}
