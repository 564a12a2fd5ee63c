using System.Globalization;
using OptPolicy.Language.Semantics;
using ValueType = OptPolicy.Language.Semantics.ValueType;

namespace OptPolicy.Generator.Emission;

/// <summary>Writes a checked condition as one C# expression. The author's order is kept: facts on the right of a decided <c>and</c> or <c>or</c> are never computed.</summary>
internal sealed class ConditionEmitter(string subject)
{
    private readonly List<string> _patterns = [];

    /// <summary>Regular expressions that the expressions refer to as <c>Pattern0</c>, <c>Pattern1</c> …</summary>
    public IReadOnlyList<string> Patterns => _patterns;

    /// <summary>The same patterns under another name of the subject, such as <c>response</c>.</summary>
    public ConditionEmitter For(string otherSubject) => new(otherSubject, _patterns);

    private ConditionEmitter(string subject, List<string> patterns)
        : this(subject) => _patterns = patterns;

    public string Emit(Condition condition) => condition switch
    {
        OrCondition or => $"{Emit(or.Left)} || {Emit(or.Right)}",
        AndCondition and => $"{InAnd(and.Left)} && {InAnd(and.Right)}",
        NotCondition not => Negate(not.Operand),
        FlagCondition flag => Access(flag.Fact),
        ExternCondition predicate => $"{CSharpName.Pascal(predicate.Extern)}({subject})",
        RangeCondition range => Within(Access(range.Fact), Literal(range.Fact, range.Low), Literal(range.Fact, range.High)),
        ComparisonCondition comparison => Compare(comparison),
        _ => throw new ArgumentOutOfRangeException(nameof(condition)),
    };

    private string InAnd(Condition condition) => condition is OrCondition ? $"({Emit(condition)})" : Emit(condition);

    private string Negate(Condition operand) => operand is FlagCondition or ExternCondition ? "!" + Emit(operand) : $"!({Emit(operand)})";

    // A decimal bound on an integer fact is no constant of the fact's type, which a pattern would need.
    private static string Within(string fact, string low, string high) => low.EndsWith('m') || high.EndsWith('m') || low.Contains('(', StringComparison.Ordinal)
        ? $"({fact} >= {low} && {fact} <= {high})"
        : $"{fact} is >= {low} and <= {high}";

    private string Compare(ComparisonCondition comparison)
    {
        var fact = comparison.Fact;
        var first = comparison.Values[0];
        switch (comparison.Operator)
        {
            case ComparisonOperator.Matches:
                return $"{Pattern(first.Text ?? "")}.IsMatch({Access(fact)})";
            case ComparisonOperator.Contains:
                return $"{Access(fact)}.Contains({CSharpLiteral.Text(first.Text ?? "")}, global::System.StringComparison.OrdinalIgnoreCase)";
            case ComparisonOperator.In when IgnoresCase(fact):
                return "(" + string.Join(" || ", comparison.Values.Select(value => EqualsIgnoringCase(fact, value))) + ")";
            case ComparisonOperator.In:
                return $"{Access(fact)} is {string.Join(" or ", comparison.Values.Select(value => Literal(fact, value)))}";
            case ComparisonOperator.Equal when IgnoresCase(fact):
                return EqualsIgnoringCase(fact, first);
            case ComparisonOperator.NotEqual when IgnoresCase(fact):
                return "!" + EqualsIgnoringCase(fact, first);
            case ComparisonOperator.Equal or ComparisonOperator.NotEqual when fact.Definition.Type == ValueType.Bool:
                return (comparison.Operator == ComparisonOperator.Equal) == (first.Number != 0) ? Access(fact) : "!" + Access(fact);
            default:
                return $"{Access(fact)} {Symbol(comparison.Operator)} {Literal(fact, first)}";
        }
    }

    private string EqualsIgnoringCase(FactReference fact, Constant value) =>
        $"{Access(fact)}.Equals({CSharpLiteral.Text(value.Text ?? "")}, global::System.StringComparison.OrdinalIgnoreCase)";

    private string Access(FactReference fact) => fact.Argument is null
        ? $"{subject}.{fact.Definition.Accessor}"
        : $"{subject}.{fact.Definition.Accessor}({CSharpLiteral.Text(fact.Argument)})";

    private static string Literal(FactReference fact, Constant value) => fact.Definition.Type switch
    {
        ValueType.Enum when IsOutcome(fact) => "global::OptPolicy.OutcomeClass." + CSharpName.Pascal(value.Text ?? ""),
        ValueType.Text or ValueType.Enum => CSharpLiteral.Text(value.Text ?? value.Number.ToString(CultureInfo.InvariantCulture)),
        ValueType.Bool => value.Number != 0 ? "true" : "false",
        ValueType.Tokens or ValueType.Count or ValueType.Bytes => CSharpLiteral.Integer(value.Number),
        ValueType.Ratio or ValueType.Number => CSharpLiteral.Double(value.Number),
        ValueType.Duration => CSharpLiteral.TimeSpan(value.Number),
        _ => CSharpLiteral.Decimal(value.Number),
    };

    private static bool IsOutcome(FactReference fact) => fact.Definition is { Subject: FactSubject.Failure, Accessor: "Outcome" };

    // Languages come as tags (BCP 47: case-insensitive) and intents from classifiers; every other word is an identifier.
    private static bool IgnoresCase(FactReference fact) => fact.Definition is { Type: ValueType.Enum, Name: "language" or "intent" };

    private string Pattern(string pattern)
    {
        var index = _patterns.IndexOf(pattern);
        if (index < 0)
        {
            index = _patterns.Count;
            _patterns.Add(pattern);
        }

        return $"Pattern{index}";
    }

    private static string Symbol(ComparisonOperator value) => value switch
    {
        ComparisonOperator.Equal => "==",
        ComparisonOperator.NotEqual => "!=",
        ComparisonOperator.Less => "<",
        ComparisonOperator.LessOrEqual => "<=",
        ComparisonOperator.Greater => ">",
        _ => ">=",
    };
}
