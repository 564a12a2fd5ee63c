using System.Globalization;

namespace OptPolicy;

/// <summary>Numbers, times and dates written with digits.</summary>
internal static class WrittenNumber
{
    private static readonly string[] DateFormats = ["yyyy-M-d", "yyyy/M/d", "d.M.yyyy", "M/d/yyyy", "d/M/yyyy", "yyyy-MM"];

    /// <summary>"5pm", "17:30", "5:30am" in minutes after midnight.</summary>
    public static string? Time(string chunk)
    {
        var half = chunk.EndsWith("am", StringComparison.Ordinal) || chunk.EndsWith("pm", StringComparison.Ordinal) ? chunk[^2] : ' ';
        var digits = half == ' ' ? chunk : chunk[..^2];
        var colon = digits.IndexOf(':', StringComparison.Ordinal);
        if (half == ' ' && colon < 0)
            return null;
        var (hour, minute) = colon < 0 ? (digits, "0") : (digits[..colon], digits[(colon + 1)..]);
        if (!int.TryParse(hour, NumberStyles.None, CultureInfo.InvariantCulture, out var h) || !int.TryParse(minute, NumberStyles.None, CultureInfo.InvariantCulture, out var m) || h > 24 || m > 59)
            return null;
        h = half switch { 'p' when h < 12 => h + 12, 'a' when h == 12 => 0, _ => h };
        return string.Create(CultureInfo.InvariantCulture, $"time:{h * 60 + m}");
    }

    /// <summary>A calendar date as it is written, when it is one; day and month are not guessed apart.</summary>
    public static string? Date(string chunk) =>
        DateTime.TryParseExact(chunk, DateFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? $"date:{chunk}" : null;

    /// <summary>"1,000.50", "$5", "20%", "10kg", "3rd"; <see langword="null"/> for identifiers such as "a4" or "1.2.3".</summary>
    public static Quantity? Quantity(string chunk)
    {
        var unit = "";
        if (chunk.Length > 1 && NumberWords.Units.TryGetValue(chunk[..1], out var prefix) && !char.IsLetterOrDigit(chunk[0]))
        {
            unit = prefix;
            chunk = chunk[1..];
        }

        var end = chunk.Length;
        while (end > 0 && !char.IsAsciiDigit(chunk[end - 1]))
            end--;
        var suffix = chunk[end..].TrimStart('-');
        if (!decimal.TryParse(chunk[..end], NumberStyles.AllowThousands | NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
            return null;
        if (suffix.Length == 0)
            return new Quantity(value, unit);
        if (suffix is "st" or "nd" or "rd" or "th")
            return new Quantity(value, "th");
        if (suffix is "k")
            return new Quantity(value * 1000, unit);
        if (suffix is "m" or "mn" or "mio" && unit.Length > 0)
            return new Quantity(value * 1_000_000, unit);
        return NumberWords.Units.TryGetValue(suffix, out var known) ? new Quantity(value, known) : null;
    }
}
