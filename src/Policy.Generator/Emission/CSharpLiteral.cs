using System.Globalization;
using Microsoft.CodeAnalysis.CSharp;
using OptPolicy.Language.Semantics;
using ValueType = OptPolicy.Language.Semantics.ValueType;

namespace OptPolicy.Generator.Emission;

/// <summary>Exact C# literals of policy constants.</summary>
internal static class CSharpLiteral
{
    public static string Text(string text) => SymbolDisplay.FormatLiteral(text, quote: true);

    public static string TextOrNull(string? text) => text is null ? "null" : Text(text);

    public static string Decimal(decimal number) => Digits(number) + "m";

    /// <summary>A literal for comparison with a member of an integer type; a fraction falls back to decimal, which compares exactly.</summary>
    public static string Integer(decimal number) =>
        decimal.Truncate(number) == number ? Digits(decimal.Truncate(number)) : Decimal(number);

    public static string Double(decimal number)
    {
        var digits = Digits(number);
        return digits.Contains('.', StringComparison.Ordinal) ? digits : digits + ".0";
    }

    /// <summary>The shortest literal that is exactly this number.</summary>
    public static string Double(double number) => number.ToString("R", CultureInfo.InvariantCulture) + "d";

    public static string Flag(bool value) => value ? "true" : "false";

    public static string TimeSpan(decimal seconds)
    {
        if (decimal.Truncate(seconds) == seconds)
        {
            return $"global::System.TimeSpan.FromSeconds({Digits(seconds)})";
        }

        var milliseconds = seconds * 1_000m;
        return decimal.Truncate(milliseconds) == milliseconds
            ? $"global::System.TimeSpan.FromMilliseconds({Digits(milliseconds)})"
            : $"global::System.TimeSpan.FromTicks({Digits(decimal.Truncate(seconds * System.TimeSpan.TicksPerSecond))})";
    }

    /// <summary>A rate as people write it, per million tokens, so that generated code reads like the policy.</summary>
    public static string Rate(decimal dollarsPerToken) => dollarsPerToken == 0
        ? "global::OptPolicy.MoneyRate.Free"
        : $"global::OptPolicy.MoneyRate.PerMillionTokens({Decimal(dollarsPerToken * 1_000_000m)})";

    /// <summary>The literal of a typed option's value, in the C# type of <see cref="TypeOf"/>.</summary>
    public static string Option(Constant constant) => constant.Type switch
    {
        ValueType.Duration => TimeSpan(constant.Number),
        ValueType.Tokens or ValueType.Count or ValueType.Bytes => Digits(constant.Number),
        ValueType.Ratio or ValueType.Number => Double(constant.Number),
        ValueType.Bool => constant.Number != 0 ? "true" : "false",
        ValueType.MoneyRate => Rate(constant.Number),
        ValueType.Text or ValueType.Enum => Text(constant.Text ?? ""),
        _ => Decimal(constant.Number),
    };

    /// <summary>The C# type that carries values of a policy type in options.</summary>
    public static string TypeOf(ValueType type) => type switch
    {
        ValueType.Duration => "global::System.TimeSpan",
        ValueType.Tokens or ValueType.Count or ValueType.Bytes => "long",
        ValueType.Ratio or ValueType.Number => "double",
        ValueType.Bool => "bool",
        ValueType.MoneyRate => "global::OptPolicy.MoneyRate",
        ValueType.Text or ValueType.Enum => "string",
        _ => "decimal",
    };

    public static string Digits(decimal number) => number.ToString("0.############################", CultureInfo.InvariantCulture);
}
