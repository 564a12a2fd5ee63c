using System.Globalization;
using OptPolicy.Language.Semantics;
using ValueType = OptPolicy.Language.Semantics.ValueType;

namespace OptPolicy.Language.Analysis;

/// <summary>Constants as a policy would write them: the largest unit that keeps the number short.</summary>
public static class ConstantText
{
    public static string Of(Constant constant) => constant.Type switch
    {
        ValueType.Money => Money(constant.Number),
        ValueType.MoneyPerRequest => Money(constant.Number) + "/req",
        ValueType.MoneyRate => Money(constant.Number * 1_000_000m) + "/Mtok",
        ValueType.Tokens => Tokens(constant.Number),
        ValueType.Duration => Duration(constant.Number),
        ValueType.Ratio => Plain(constant.Number * 100m) + "%",
        ValueType.Bytes => constant.Number % 1024m == 0 && constant.Number > 0 ? Plain(constant.Number / 1024m) + "KiB" : Plain(constant.Number),
        ValueType.Text => $"\"{constant.Text}\"",
        ValueType.Enum or ValueType.Bool => constant.Text ?? Plain(constant.Number),
        _ => Plain(constant.Number),
    };

    /// <summary>At least cents; small amounts keep two significant digits.</summary>
    public static string Money(decimal dollars)
    {
        if (dollars == 0)
        {
            return "$0";
        }

        var digits = 2;
        for (var scaled = Math.Abs(dollars); scaled < 0.1m && digits < 12; scaled *= 10)
        {
            digits++;
        }

        var rounded = Math.Round(dollars, digits, MidpointRounding.AwayFromZero);
        var text = rounded.ToString("0." + new string('0', 2) + new string('#', digits - 2), CultureInfo.InvariantCulture);
        return "$" + text;
    }

    public static string Tokens(decimal tokens) => tokens switch
    {
        >= 1_000_000m when tokens % 100_000m == 0 => Plain(tokens / 1_000_000m) + "Mtok",
        >= 1_000m when tokens % 100m == 0 => Plain(tokens / 1_000m) + "ktok",
        _ => Plain(tokens) + "tok",
    };

    private static string Duration(decimal seconds) => seconds switch
    {
        >= 86_400m when seconds % 86_400m == 0 => Plain(seconds / 86_400m) + "d",
        >= 3_600m when seconds % 3_600m == 0 => Plain(seconds / 3_600m) + "h",
        >= 60m when seconds % 60m == 0 => Plain(seconds / 60m) + "min",
        >= 1m or 0m => Plain(seconds) + "s",
        _ => Plain(seconds * 1_000m) + "ms",
    };

    private static string Plain(decimal number) => number.ToString("0.############", CultureInfo.InvariantCulture);
}
