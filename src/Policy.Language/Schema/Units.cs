using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using OptPolicy.Language.Semantics;
using ValueType = OptPolicy.Language.Semantics.ValueType;

namespace OptPolicy.Language.Schema;

/// <summary>The units of the language and the text of constants.</summary>
public static class Units
{
    private const decimal Month = 30 * 86400;

    public static ImmutableArray<UnitDefinition> All { get; } =
    [
        new("tok", ValueType.Tokens, 1, "Tokens.", "token", "tokens", "toks", "t"),
        new("ktok", ValueType.Tokens, 1000, "Thousands of tokens.", "k", "K", "kt", "Ktok", "ktokens", "KTok"),
        new("Mtok", ValueType.Tokens, 1_000_000, "Millions of tokens.", "M", "mtok", "MTok", "Mtokens"),
        new("ms", ValueType.Duration, 0.001m, "Milliseconds.", "msec", "millis", "milliseconds"),
        new("s", ValueType.Duration, 1, "Seconds.", "sec", "secs", "second", "seconds", "S"),
        new("min", ValueType.Duration, 60, "Minutes.", "m", "mins", "minute", "minutes"),
        new("h", ValueType.Duration, 3600, "Hours.", "hr", "hrs", "hour", "hours", "H"),
        new("d", ValueType.Duration, 86400, "Days of 24 hours.", "days", "D"),
        new("day", ValueType.Duration, 86400, "Days of 24 hours."),
        new("month", ValueType.Duration, Month, "Months of 30 days.", "months", "mo"),
        new("KiB", ValueType.Bytes, 1024, "1,024 bytes.", "kb", "KB", "kB", "kib"),
        new("MiB", ValueType.Bytes, 1024 * 1024, "1,024 KiB.", "mb", "MB", "mib"),
        new("GiB", ValueType.Bytes, 1024m * 1024 * 1024, "1,024 MiB.", "gb", "GB", "G", "gib"),
        new("/tok", ValueType.MoneyRate, 1, "Dollars per token.", "/token", "/tokens"),
        new("/ktok", ValueType.MoneyRate, 0.001m, "Dollars per thousand tokens.", "/k", "/K", "/ktokens", "/Ktok"),
        new("/Mtok", ValueType.MoneyRate, 0.000001m, "Dollars per million tokens.", "/M", "/mtok", "/MTok", "/Mtokens", "/m"),
        new("/req", ValueType.MoneyPerRequest, 1, "Dollars per request.", "/request", "/requests", "/r"),
        new("/min", ValueType.Money, 1, "Dollars each minute.", "/minute"),
        new("/h", ValueType.Money, 1, "Dollars each hour.", "/hour", "/hr"),
        new("/day", ValueType.Money, 1, "Dollars each day.", "/days"),
        new("/d", ValueType.Money, 1, "Dollars each day."),
        new("/month", ValueType.Money, 1, "Dollars each month.", "/months", "/mo"),
    ];

    private static readonly FrozenDictionary<string, UnitDefinition> ByName = All.ToFrozenDictionary(static u => u.Name, StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, UnitDefinition> ByAlias = All
        .SelectMany(static u => u.Aliases.Select(a => (Alias: a, Unit: u)))
        .ToFrozenDictionary(static x => x.Alias, static x => x.Unit, StringComparer.Ordinal);

    public static UnitDefinition? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>The unit that someone who wrote <paramref name="name"/> most likely means.</summary>
    public static UnitDefinition? Guess(string name) =>
        ByAlias.GetValueOrDefault(name) ?? (Spelling.Closest(name, All.Where(u => u.IsRate == name.StartsWith('/')).Select(static u => u.Name)) is { } close ? Find(close) : null);

    /// <summary>The window that <c>$5/day</c> counts in, or null for another unit.</summary>
    public static BudgetWindow? Window(string perUnit) => perUnit switch
    {
        "min" => BudgetWindow.Minute,
        "h" => BudgetWindow.Hour,
        "day" or "d" => BudgetWindow.Day,
        "month" => BudgetWindow.Month,
        _ => null,
    };

    /// <summary>A constant as the language writes it, in the unit that reads best: <c>16ktok</c>, <c>$0.25/Mtok</c>, <c>93%</c>.</summary>
    public static string Format(Constant constant) => constant.Type switch
    {
        ValueType.Text => $"\"{constant.Text}\"",
        ValueType.Enum => constant.Text ?? "",
        ValueType.Bool => constant.Number != 0 ? "true" : "false",
        ValueType.Money => "$" + Digits(constant.Number),
        ValueType.MoneyRate => $"${Digits(constant.Number * 1_000_000)}/Mtok",
        ValueType.MoneyPerRequest => $"${Digits(constant.Number)}/req",
        ValueType.Ratio => Digits(constant.Number * 100) + "%",
        ValueType.Tokens => Scaled(constant.Number, ("Mtok", 1_000_000), ("ktok", 1000), ("tok", 1)),
        ValueType.Duration => Scaled(constant.Number, ("d", 86400), ("h", 3600), ("min", 60), ("s", 1), ("ms", 0.001m)),
        ValueType.Bytes => Scaled(constant.Number, ("GiB", 1024m * 1024 * 1024), ("MiB", 1024 * 1024), ("KiB", 1024)),
        _ => Digits(constant.Number),
    };

    private static string Digits(decimal value) => value.ToString("0.############################", CultureInfo.InvariantCulture);

    private static string Scaled(decimal value, params ReadOnlySpan<(string Unit, decimal Factor)> units)
    {
        foreach (var (unit, factor) in units)
        {
            if (value != 0 && value % factor == 0)
                return Digits(value / factor) + unit;
        }

        var (smallest, size) = units[^1];
        return Digits(value / size) + smallest;
    }
}
