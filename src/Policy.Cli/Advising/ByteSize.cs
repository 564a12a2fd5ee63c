using System.Globalization;

namespace OptPolicy.Cli.Advising;

/// <summary>Bytes as policies write them: 20MiB.</summary>
internal static class ByteSize
{
    public static long? Parse(string text)
    {
        foreach (var (unit, bytes) in ((string, long)[])[("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30)])
        {
            if (text.EndsWith(unit, StringComparison.Ordinal))
            {
                return decimal.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 1_000_000 ? (long)(number * bytes) : null;
            }
        }

        return null;
    }
}
