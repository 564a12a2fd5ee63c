using System.Globalization;

namespace OptPolicy;

/// <summary>Reads setting values from configuration with the units of the policy language, for example <c>12h</c>, <c>0.93</c>, <c>5%</c>, <c>$10</c> or <c>500tok</c>.</summary>
/// <remarks>Culture-free. Every method returns <see langword="false"/> for text that the language would not accept.</remarks>
public static class TuningParser
{
    private static readonly (string Suffix, TimeSpan Unit)[] Durations =
    [
        ("ms", TimeSpan.FromMilliseconds(1)),
        ("min", TimeSpan.FromMinutes(1)),
        ("month", TimeSpan.FromDays(30)),
        ("day", TimeSpan.FromDays(1)),
        ("s", TimeSpan.FromSeconds(1)),
        ("h", TimeSpan.FromHours(1)),
        ("d", TimeSpan.FromDays(1)),
    ];

    private static readonly (string Suffix, decimal Unit)[] TokenUnits = [("Mtok", 1_000_000m), ("ktok", 1_000m), ("tok", 1m), ("", 1m)];

    private static readonly (string Suffix, decimal Unit)[] ByteUnits = [("KiB", 1024m), ("MiB", 1024m * 1024m), ("GiB", 1024m * 1024m * 1024m)];

    /// <summary>Reads a duration: a number and a unit, for example <c>250ms</c>, <c>20s</c>, <c>12h</c>, <c>7d</c>.</summary>
    public static bool TryDuration(string? text, out TimeSpan value)
    {
        value = default;
        var rest = Trim(text);
        foreach (var (suffix, unit) in Durations)
        {
            if (!rest.EndsWith(suffix, StringComparison.Ordinal)) continue;
            if (!TryNumber(rest[..^suffix.Length], out var number)) return false;
            var ticks = number * unit.Ticks;
            if (ticks > long.MaxValue) return false;
            value = TimeSpan.FromTicks((long)ticks);
            return true;
        }

        return false;
    }

    /// <summary>Reads a ratio: 0 to 1, or a percentage.</summary>
    public static bool TryRatio(string? text, out double value)
    {
        value = 0;
        var rest = Trim(text);
        var percent = rest.EndsWith("%", StringComparison.Ordinal);
        if (!TryNumber(percent ? rest[..^1] : rest, out var number)) return false;
        value = (double)(percent ? number / 100m : number);
        return true;
    }

    /// <summary>Reads US dollars: a number after <c>$</c>.</summary>
    public static bool TryMoney(string? text, out decimal value)
    {
        value = 0;
        var rest = Trim(text);
        return rest.StartsWith("$", StringComparison.Ordinal) && TryNumber(rest[1..], out value);
    }

    /// <summary>Reads tokens: a number, alone or with <c>tok</c>, <c>ktok</c> or <c>Mtok</c>.</summary>
    public static bool TryTokens(string? text, out long value) => TryWhole(text, TokenUnits, out value);

    /// <summary>Reads bytes: a number with <c>KiB</c>, <c>MiB</c> or <c>GiB</c>.</summary>
    public static bool TryBytes(string? text, out long value) => TryWhole(text, ByteUnits, out value);

    /// <summary>Reads a whole number without a unit.</summary>
    public static bool TryCount(string? text, out long value) =>
        long.TryParse(Trim(text), NumberStyles.None, CultureInfo.InvariantCulture, out value);

    /// <summary>Reads a number without a unit.</summary>
    public static bool TryNumber(string? text, out double value)
    {
        var read = TryNumber(Trim(text), out decimal number);
        value = (double)number;
        return read;
    }

    private static bool TryWhole(string? text, (string Suffix, decimal Unit)[] units, out long value)
    {
        value = 0;
        var rest = Trim(text);
        foreach (var (suffix, unit) in units)
        {
            if (!rest.EndsWith(suffix, StringComparison.Ordinal)) continue;
            if (!TryNumber(rest[..^suffix.Length], out var number)) return false;
            var whole = number * unit;
            if (whole != decimal.Truncate(whole) || whole > long.MaxValue) return false;
            value = (long)whole;
            return true;
        }

        return false;
    }

    // 15 digits before the point keep every product with a unit inside decimal's range.
    private static bool TryNumber(ReadOnlySpan<char> text, out decimal value) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value) && value < 1_000_000_000_000_000m;

    private static ReadOnlySpan<char> Trim(string? text) => text.AsSpan().Trim();
}
