using System.Globalization;
using System.Text;

namespace OptPolicy.Language.Syntax;

/// <summary>The escapes of string literals: <c>\" \\ \n \t \u{1F600}</c>.</summary>
internal static class StringEscapes
{
    /// <summary>The length of the escape at <paramref name="start"/> (a backslash), or 0 when it is none of the known ones.</summary>
    public static int LengthAt(ReadOnlySpan<char> text, int start)
    {
        if (start + 1 >= text.Length)
            return 0;
        switch (text[start + 1])
        {
            case '"' or '\\' or 'n' or 't':
                return 2;
            case 'u' when start + 2 < text.Length && text[start + 2] == '{':
                var digits = 0;
                while (digits < 7 && start + 3 + digits < text.Length && char.IsAsciiHexDigit(text[start + 3 + digits]))
                    digits++;
                var end = start + 3 + digits;
                return digits is > 0 and <= 6 && end < text.Length && text[end] == '}' && IsScalar(text.Slice(start + 3, digits)) ? digits + 4 : 0;
            default:
                return 0;
        }
    }

    /// <summary>Resolves the escapes of a quoted literal; an unknown escape stands for itself.</summary>
    public static string Unescape(string quoted)
    {
        var end = quoted.Length > 1 && quoted[^1] is '"' or '\'' or '”' or '’' ? quoted.Length - 1 : quoted.Length;
        var inner = quoted.AsSpan(1, Math.Max(0, end - 1));
        if (!inner.Contains('\\'))
            return inner.ToString();
        var text = new StringBuilder(inner.Length);
        for (var i = 0; i < inner.Length; i++)
        {
            var length = inner[i] == '\\' ? LengthAt(inner, i) : 0;
            if (length == 0)
            {
                text.Append(inner[i]);
                continue;
            }

            text.Append(inner[i + 1] switch
            {
                'n' => "\n",
                't' => "\t",
                'u' => char.ConvertFromUtf32(int.Parse(inner.Slice(i + 3, length - 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture)),
                var escaped => escaped.ToString(),
            });
            i += length - 1;
        }

        return text.ToString();
    }

    private static bool IsScalar(ReadOnlySpan<char> hex) =>
        int.Parse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture) is var value && Rune.IsValid(value);
}
