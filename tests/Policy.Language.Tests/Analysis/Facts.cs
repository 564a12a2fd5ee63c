using OptPolicy.Language.Schema;
using OptPolicy.Language.Semantics;
using OptPolicy.Language.Text;
using ValueType = OptPolicy.Language.Semantics.ValueType;

namespace OptPolicy.Language.Tests.Analysis;

/// <summary>Conditions without text: <c>Facts.Tokens(ComparisonOperator.Less, 500)</c>.</summary>
internal static class Facts
{
    public static Condition Flag(string fact) => new FlagCondition(Reference(fact), default);

    public static Condition Number(string fact, ComparisonOperator comparison, params decimal[] values)
    {
        var reference = Reference(fact);
        return new ComparisonCondition(reference, comparison, values.Select(v => Constant.Of(reference.Definition.Type, v)).ToEquatableArray(), default);
    }

    public static Condition Tokens(ComparisonOperator comparison, decimal value) => Number("input.tokens", comparison, value);

    public static Condition Between(string fact, decimal low, decimal high)
    {
        var reference = Reference(fact);
        return new RangeCondition(reference, Constant.Of(reference.Definition.Type, low), Constant.Of(reference.Definition.Type, high), default);
    }

    public static Condition Word(string fact, ComparisonOperator comparison, params string[] words) =>
        new ComparisonCondition(Reference(fact), comparison, words.Select(Constant.OfEnum).ToEquatableArray(), default);

    public static Condition Contains(string text) =>
        new ComparisonCondition(Reference("input.text"), ComparisonOperator.Contains, [Constant.OfText(text)], default);

    public static Condition Extern(string name) => new ExternCondition(name, default);

    public static Condition And(Condition left, Condition right) => new AndCondition(left, right, default);

    public static Condition Or(Condition left, Condition right) => new OrCondition(left, right, default);

    public static Condition Not(Condition operand) => new NotCondition(operand, default);

    private static FactReference Reference(string fact) => FactTable.Find(fact)!.Value;
}
