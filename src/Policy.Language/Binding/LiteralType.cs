using OptPolicy.Language.Schema;
using OptPolicy.Language.Syntax;
using ValueType = OptPolicy.Language.Semantics.ValueType;

namespace OptPolicy.Language.Binding;

/// <summary>The type that a literal shows by itself, and how it would be written as another type.</summary>
internal static class LiteralType
{
    /// <summary>Null when the literal is of no type, such as <c>5%/day</c>.</summary>
    public static ValueType? Of(Literal literal) => (literal.Token.Kind, literal.PerUnit) switch
    {
        (TokenKind.Number, null) => ValueType.Number,
        (TokenKind.Percent, null) => ValueType.Ratio,
        (TokenKind.String, null) => ValueType.Text,
        (TokenKind.Money, null) => ValueType.Money,
        (TokenKind.Money, { } per) => Units.Find("/" + per)?.Type,
        (TokenKind.Quantity, null) => Units.Find(literal.Token.Unit)?.Type,
        _ => null,
    };

    public static decimal FactorOf(Literal literal) => literal.Token.Kind switch
    {
        TokenKind.Percent => 0.01m,
        TokenKind.Quantity => Units.Find(literal.Token.Unit)?.Factor ?? 1,
        _ => literal.PerUnit is { } per ? Units.Find("/" + per)?.Factor ?? 1 : 1,
    };

    /// <summary>The same number with the unit that its place asks for, where that is what was probably meant.</summary>
    public static string? Rewrite(Literal literal, ValueType expected, bool isWindow)
    {
        var number = literal.Token.NumberText;
        var isPlain = literal.Token.Kind == TokenKind.Number;
        var isMoney = literal.Token.Kind == TokenKind.Money;
        if (number.Length == 0 || number.StartsWith('-'))
            return null;

        return expected switch
        {
            _ when isWindow && (isPlain || isMoney) => literal.PerUnit is null or "req" ? $"${number}/day" : null,
            ValueType.Tokens when isPlain => number + "tok",
            ValueType.Duration when isPlain => number + "s",
            ValueType.MoneyRate when isPlain && literal.PerUnit is not null => $"${number}/{literal.PerUnit}",
            ValueType.MoneyRate when isPlain || (isMoney && literal.PerUnit is null) => $"${number}/Mtok",
            ValueType.Money when isPlain || isMoney => "$" + number,
            ValueType.MoneyPerRequest when isPlain || isMoney => $"${number}/req",
            ValueType.Bytes when isPlain => number + "MiB",
            ValueType.Count when literal.Token.Kind == TokenKind.Quantity && !number.Contains('.') => number,
            ValueType.Number when literal.Token.Kind == TokenKind.Quantity => number,
            _ => null,
        };
    }

    /// <summary>A unit of the expected type first: <c>5m</c> is minutes as a duration and millions of tokens as tokens.</summary>
    public static string? GuessUnit(string unit, ValueType expected)
    {
        foreach (var definition in Units.All)
        {
            if (definition.Type == expected && (definition.Aliases.Contains(unit) || definition.Aliases.Contains(unit.ToUpperInvariant())))
                return definition.Name;
        }

        return Units.Guess(unit)?.Name;
    }
}
