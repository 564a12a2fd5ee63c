using OptPolicy.Language.Text;

namespace OptPolicy.Language.Semantics;

/// <summary>A checked condition. No arithmetic, no variables: facts compared with constants, and/or/not, and C# predicates.</summary>
public abstract record Condition(SourceSpan Span);

public sealed record AndCondition(Condition Left, Condition Right, SourceSpan Span) : Condition(Span);

public sealed record OrCondition(Condition Left, Condition Right, SourceSpan Span) : Condition(Span);

public sealed record NotCondition(Condition Operand, SourceSpan Span) : Condition(Span);

/// <summary>A fact of type Bool on its own: <c>has_images</c>.</summary>
public sealed record FlagCondition(FactReference Fact, SourceSpan Span) : Condition(Span);

/// <summary><c>input.tokens &lt; 500tok</c>. A list operator (<c>in</c>) has one or more values, every other exactly one.</summary>
public sealed record ComparisonCondition(FactReference Fact, ComparisonOperator Operator, EquatableArray<Constant> Values, SourceSpan Span) : Condition(Span);

/// <summary><c>similarity in 0.88..0.93</c>; both ends included.</summary>
public sealed record RangeCondition(FactReference Fact, Constant Low, Constant High, SourceSpan Span) : Condition(Span);

/// <summary>A predicate implemented in C#: <c>is_vip(request)</c>.</summary>
public sealed record ExternCondition(string Extern, SourceSpan Span) : Condition(Span);

public enum ComparisonOperator : byte
{
    Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual, In, Matches, Contains,
}

/// <summary>A use of a fact. <paramref name="Name"/> is as written (<c>user.tier</c>); <paramref name="Argument"/> is the open part (<c>tier</c>) of an attribute fact.</summary>
public readonly record struct FactReference(string Name, FactDefinition Definition, string? Argument);
