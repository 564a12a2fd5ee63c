using System.Globalization;
using System.Text;

namespace OptPolicy.Kernels.Templates.Jinja;

/// <summary>Values as Python writes them, because templates were written against Python's Jinja.</summary>
internal static class PythonText
{
    public static string Of(object? value, Place at) => value switch
    {
        string text => text,
        Undefined => "",
        _ => Repr(value, at),
    };

    public static string Repr(object? value, Place at)
    {
        var output = new StringBuilder();
        Write(value, output, at);
        return output.ToString();
    }

    public static string Of(double number)
    {
        if (double.IsNaN(number))
            return "nan";
        if (double.IsInfinity(number))
            return number > 0 ? "inf" : "-inf";
        if (number == Math.Floor(number) && Math.Abs(number) < 1e16)
            return number.ToString("0.0", CultureInfo.InvariantCulture);
        var text = number.ToString(CultureInfo.InvariantCulture);
        var exponent = text.IndexOf('E', StringComparison.Ordinal);
        if (exponent < 0)
            return Math.Abs(number) < 1e16 ? text : Scientific(text);
        // Python leaves the exponent away down to 1e-4 and writes it with two digits.
        if (Math.Abs(number) is >= 1e-4 and < 1)
            return number.ToString("0.####################", CultureInfo.InvariantCulture);
        var digits = text[(exponent + 2)..].TrimStart('0').PadLeft(2, '0');
        return $"{text[..exponent]}e{text[exponent + 1]}{digits}";
    }

    /// <summary>Whole digits as <c>d.ddde+nn</c>, which Python starts at 1e16.</summary>
    private static string Scientific(string digits)
    {
        var sign = digits[0] == '-' ? "-" : "";
        digits = digits[sign.Length..];
        var rest = digits[1..].TrimEnd('0');
        return string.Create(CultureInfo.InvariantCulture, $"{sign}{digits[0]}{(rest.Length > 0 ? "." : "")}{rest}e+{digits.Length - 1}");
    }

    private static void Write(object? value, StringBuilder output, Place at)
    {
        JinjaRun.CheckLength(output.Length, at);
        switch (value)
        {
            case null:
                output.Append("None");
                break;
            case bool flag:
                output.Append(flag ? "True" : "False");
                break;
            case long number:
                output.Append(number.ToString(CultureInfo.InvariantCulture));
                break;
            case double number:
                output.Append(Of(number));
                break;
            case string text:
                WriteQuoted(text, output);
                break;
            case JinjaList list:
                WriteAll(list.Items, list.IsTuple ? '(' : '[', list.IsTuple ? list.Items.Count == 1 ? ",)" : ")" : "]", item => Write(item, output, at), output);
                break;
            case JinjaDictionary dictionary:
                WriteAll(dictionary.Entries, '{', "}", entry =>
                {
                    WriteQuoted(entry.Key, output);
                    output.Append(": ");
                    Write(entry.Value, output, at);
                }, output);
                break;
            case Undefined:
                output.Append("Undefined");
                break;
            default:
                throw new JinjaException("a function or namespace cannot be written as text", at);
        }
    }

    private static void WriteAll<T>(IEnumerable<T> items, char open, string close, Action<T> write, StringBuilder output)
    {
        output.Append(open);
        var isLater = false;
        foreach (var item in items)
        {
            if (isLater)
                output.Append(", ");
            isLater = true;
            write(item);
        }

        output.Append(close);
    }

    private static void WriteQuoted(string text, StringBuilder output)
    {
        var quote = text.Contains('\'', StringComparison.Ordinal) && !text.Contains('"', StringComparison.Ordinal) ? '"' : '\'';
        output.Append(quote);
        foreach (var character in text)
        {
            _ = character switch
            {
                '\\' => output.Append(@"\\"),
                '\n' => output.Append(@"\n"),
                '\r' => output.Append(@"\r"),
                '\t' => output.Append(@"\t"),
                _ when character == quote => output.Append('\\').Append(character),
                _ when char.IsControl(character) => output.Append(CultureInfo.InvariantCulture, $"\\x{(int)character:x2}"),
                _ => output.Append(character),
            };
        }

        output.Append(quote);
    }
}
