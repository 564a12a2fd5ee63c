using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;

namespace OptPolicy.Workloads.Scorers;

/// <summary>JSON values by meaning: numbers by value, members in any order.</summary>
internal static class JsonEquality
{
    /// <summary>Exponents beyond it are compared as they are written: 1e999999999 must not become a number of that many digits.</summary>
    private const int ExponentMax = 400;

    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false };

    /// <summary>Reads a value; code fences around it, as chat models write them, are taken off.</summary>
    public static bool TryParse(string text, out JsonElement value)
    {
        try
        {
            using var document = JsonDocument.Parse(WithoutFence(text), Options);
            value = document.RootElement.Clone();
            return true;
        }
        catch (JsonException)
        {
            value = default;
            return false;
        }
    }

    public static bool AreEqual(JsonElement left, JsonElement right) => Canonical(left) == Canonical(right);

    /// <summary>One text for all values that mean the same.</summary>
    public static string Canonical(JsonElement value)
    {
        var text = new StringBuilder();
        Append(value, text);
        return text.ToString();
    }

    private static void Append(JsonElement value, StringBuilder text)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                text.Append('{');
                foreach (var member in value.EnumerateObject().OrderBy(static member => member.Name, StringComparer.Ordinal))
                {
                    AppendString(member.Name, text);
                    text.Append(':');
                    Append(member.Value, text);
                    text.Append(',');
                }

                text.Append('}');
                break;
            case JsonValueKind.Array:
                text.Append('[');
                foreach (var item in value.EnumerateArray())
                {
                    Append(item, text);
                    text.Append(',');
                }

                text.Append(']');
                break;
            case JsonValueKind.String:
                AppendString(value.GetString()!, text);
                break;
            case JsonValueKind.Number:
                text.Append(Number(value.GetRawText()));
                break;
            default:
                text.Append(value.GetRawText());
                break;
        }
    }

    private static void AppendString(string value, StringBuilder text) =>
        text.Append('"').Append(value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)).Append('"');

    /// <summary>Exact decimals: 1, 1.0 and 10e-1 are one number, 0.1 and 0.10000000000000001 are two.</summary>
    private static string Number(string written)
    {
        var mark = written.AsSpan().IndexOfAny('e', 'E');
        var exponent = 0;
        if (mark >= 0 && (!int.TryParse(written.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent) || Math.Abs(exponent) > ExponentMax))
            return written;
        var digits = mark >= 0 ? written[..mark] : written;
        var point = digits.IndexOf('.', StringComparison.Ordinal);
        if (point >= 0)
        {
            exponent -= digits.Length - point - 1;
            digits = digits.Remove(point, 1);
        }

        var significant = digits.TrimEnd('0');
        exponent += digits.Length - significant.Length;
        return significant is "" or "-" ? "0" : string.Create(CultureInfo.InvariantCulture, $"{BigInteger.Parse(significant, CultureInfo.InvariantCulture)}e{exponent}");
    }

    private static string WithoutFence(string text)
    {
        var trimmed = text.Trim();
        if (!trimmed.StartsWith("```", StringComparison.Ordinal) || !trimmed.EndsWith("```", StringComparison.Ordinal))
            return trimmed;
        var start = trimmed.IndexOf('\n', StringComparison.Ordinal);
        return start < 0 || start > trimmed.Length - 3 ? trimmed : trimmed[start..^3];
    }
}
