using System.Collections.Immutable;
using OptPolicy.Language.Semantics;
using ValueType = OptPolicy.Language.Semantics.ValueType;

namespace OptPolicy.Language.Schema;

/// <summary>The form of a value, wherever it stands: after a setting's colon, as an operand of a phrase, or as an argument of a function.</summary>
public enum ShapeKind : byte
{
    /// <summary>A number with the unit of <see cref="ValueShape.Type"/>.</summary>
    Quantity,

    /// <summary>A string in quotes.</summary>
    Text,

    /// <summary>One of <see cref="ValueShape.Words"/>.</summary>
    Word,

    /// <summary>A list of <see cref="ValueShape.Words"/>.</summary>
    WordList,

    /// <summary>A list of strings.</summary>
    TextList,

    /// <summary>A list of request facts whose values separate cache entries.</summary>
    FactList,

    /// <summary>A name that this statement declares.</summary>
    NewName,

    /// <summary>The name of something declared elsewhere: <see cref="ValueShape.Refers"/>.</summary>
    Reference,

    /// <summary>A condition over facts of <see cref="ValueShape.Subject"/>.</summary>
    Condition,

    /// <summary>One metric compared with one value: <c>cost &lt;= $0.40/req</c>.</summary>
    Comparison,

    /// <summary>One of <see cref="ValueShape.Functions"/>: <c>openai("gpt-5-mini")</c>, or just <c>client</c>.</summary>
    Function,

    /// <summary>Money in a time window: <c>$50.00/day</c>.</summary>
    MoneyPerWindow,

    /// <summary><c>is_vip(request)</c>.</summary>
    Signature,
}

/// <summary>The form and the type of a value, and what may be written there.</summary>
public sealed record ValueShape(ShapeKind Kind)
{
    public ValueType Type { get; init; }

    /// <summary>The words that may stand here.</summary>
    public ImmutableArray<string> Words { get; init; } = [];

    public SymbolKinds Refers { get; init; }

    public FactSubject Subject { get; init; }

    public ImmutableArray<FunctionSchema> Functions { get; init; } = [];

    /// <summary>The least value allowed, in base units.</summary>
    public decimal Low { get; init; } = decimal.MinValue;

    /// <summary>The greatest value allowed, in base units.</summary>
    public decimal High { get; init; } = decimal.MaxValue;

    /// <summary>For people: <c>duration, for example 24h</c>.</summary>
    public string Description => ShapeDescription.Of(this);

    public static ValueShape Quoted { get; } = new(ShapeKind.Text);

    public static ValueShape QuotedList { get; } = new(ShapeKind.TextList);

    public static ValueShape NewName { get; } = new(ShapeKind.NewName);

    public static ValueShape FactList { get; } = new(ShapeKind.FactList);

    public static ValueShape Signature { get; } = new(ShapeKind.Signature);

    public static ValueShape MoneyPerWindow { get; } = new(ShapeKind.MoneyPerWindow) { Type = ValueType.Money, Low = 0 };

    public static ValueShape Of(ValueType type, decimal low = 0, decimal high = decimal.MaxValue) =>
        new(ShapeKind.Quantity) { Type = type, Low = low, High = type == ValueType.Ratio ? Math.Min(1, high) : high };

    public static ValueShape Word(params string[] words) => new(ShapeKind.Word) { Type = ValueType.Enum, Words = [.. words] };

    public static ValueShape WordList(params string[] words) => new(ShapeKind.WordList) { Type = ValueType.Enum, Words = [.. words] };

    public static ValueShape Reference(SymbolKinds kinds) => new(ShapeKind.Reference) { Refers = kinds };

    public static ValueShape Condition(FactSubject subject) => new(ShapeKind.Condition) { Type = ValueType.Bool, Subject = subject };

    public static ValueShape Comparison(params FunctionSchema[] metrics) => new(ShapeKind.Comparison) { Type = ValueType.Bool, Subject = FactSubject.Statistic, Functions = [.. metrics] };

    public static ValueShape Function(params FunctionSchema[] functions) => new(ShapeKind.Function) { Functions = [.. functions] };
}
