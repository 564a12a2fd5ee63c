namespace OptPolicy.Language.Semantics;

/// <summary>Units are types: a value of one never stands where another is expected.</summary>
public enum ValueType : byte
{
    /// <summary>US dollars.</summary>
    Money,

    /// <summary>US dollars per token.</summary>
    MoneyRate,

    /// <summary>US dollars per request.</summary>
    MoneyPerRequest,

    Tokens,

    /// <summary>Seconds.</summary>
    Duration,

    /// <summary>0 to 1; percent is the same type.</summary>
    Ratio,

    Count,
    Number,
    Bytes,
    Text,
    Enum,
    Bool,
}

/// <summary>A constant in the base unit of its type: dollars, dollars per token, tokens, seconds, a ratio of 1, bytes.</summary>
/// <param name="Text">The text of a <see cref="ValueType.Text"/> or <see cref="ValueType.Enum"/> value; otherwise <see langword="null"/>.</param>
public readonly record struct Constant(ValueType Type, decimal Number, string? Text)
{
    public static Constant Of(ValueType type, decimal number) => new(type, number, null);

    public static Constant OfText(string text) => new(ValueType.Text, 0, text);

    public static Constant OfEnum(string name) => new(ValueType.Enum, 0, name);
}
