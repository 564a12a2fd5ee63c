using System.Globalization;

namespace OptPolicy.Language.Semantics;

/// <summary>Writes a checked condition back in the language's canonical form, for traces and documentation.</summary>
public static class ConditionText
{
    private static readonly (decimal Size, string Unit)[] TokenUnits = [(1_000_000m, "Mtok"), (1_000m, "ktok"), (1m, "tok")];
    private static readonly (decimal Size, string Unit)[] DurationUnits = [(3_600m, "h"), (60m, "min"), (1m, "s"), (0.001m, "ms")];

    public static string Of(Condition condition) => condition switch
    {
        OrCondition or => $"{Of(or.Left)} or {Of(or.Right)}",
        AndCondition and => $"{InAnd(and.Left)} and {InAnd(and.Right)}",
        NotCondition not => not.Operand is AndCondition or OrCondition ? $"not ({Of(not.Operand)})" : $"not {Of(not.Operand)}",
        FlagCondition flag => flag.Fact.Name,
        ComparisonCondition comparison => Of(comparison),
        RangeCondition range => $"{range.Fact.Name} in {Of(range.Low)}..{Of(range.High)}",
        ExternCondition predicate => $"{predicate.Extern}(request)",
        _ => throw new ArgumentOutOfRangeException(nameof(condition)),
    };

    public static string Of(Constant constant)
    {
        var number = Number(constant.Number);
        return constant.Type switch
        {
            ValueType.Money => "$" + number,
            ValueType.MoneyRate => "$" + Number(constant.Number * 1_000_000m) + "/Mtok",
            ValueType.MoneyPerRequest => "$" + number + "/req",
            ValueType.Tokens => InLargestUnit(constant.Number, TokenUnits),
            ValueType.Duration => InLargestUnit(constant.Number, DurationUnits),
            ValueType.Ratio => Number(constant.Number * 100m) + "%",
            ValueType.Bytes => number,
            ValueType.Text => "\"" + constant.Text?.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"",
            ValueType.Enum => constant.Text ?? "",
            ValueType.Bool => constant.Number != 0 ? "true" : "false",
            _ => number,
        };
    }

    // 86400s is right, but 24h is what the author would have written.
    private static string InLargestUnit(decimal number, (decimal Size, string Unit)[] units)
    {
        var (size, unit) = Array.Find(units, u => number != 0 && number % u.Size == 0);
        return unit is null ? Number(number / units[^1].Size) + units[^1].Unit : Number(number / size) + unit;
    }

    private static string InAnd(Condition condition) => condition is OrCondition ? $"({Of(condition)})" : Of(condition);

    private static string Of(ComparisonCondition comparison) => comparison.Operator == ComparisonOperator.In
        ? $"{comparison.Fact.Name} in [{string.Join(", ", comparison.Values.Select(Of))}]"
        : $"{comparison.Fact.Name} {Symbol(comparison.Operator)} {Of(comparison.Values[0])}";

    private static string Symbol(ComparisonOperator value) => value switch
    {
        ComparisonOperator.Equal => "==",
        ComparisonOperator.NotEqual => "!=",
        ComparisonOperator.Less => "<",
        ComparisonOperator.LessOrEqual => "<=",
        ComparisonOperator.Greater => ">",
        ComparisonOperator.GreaterOrEqual => ">=",
        ComparisonOperator.Matches => "matches",
        ComparisonOperator.Contains => "contains",
        _ => "in",
    };

    private static string Number(decimal number) => number.ToString("0.############################", CultureInfo.InvariantCulture);
}
