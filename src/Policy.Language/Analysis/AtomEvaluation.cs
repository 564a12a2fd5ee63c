using OptPolicy.Language.Semantics;
using ValueType = OptPolicy.Language.Semantics.ValueType;

namespace OptPolicy.Language.Analysis;

/// <summary>The truth of one comparison for one value of its fact.</summary>
internal static class AtomEvaluation
{
    public static bool Holds(Condition atom, Constant value) => atom switch
    {
        FlagCondition or ExternCondition => value.Text == "true",
        ComparisonCondition { Operator: ComparisonOperator.Matches or ComparisonOperator.Contains } => value.Text == "true",
        RangeCondition range => range.Low.Number <= value.Number && value.Number <= range.High.Number,
        ComparisonCondition comparison when IsWord(comparison.Fact.Definition.Type) => HoldsForWord(comparison, value.Text ?? string.Empty),
        ComparisonCondition comparison => HoldsForNumber(comparison, value.Number),
        _ => throw new ArgumentOutOfRangeException(nameof(atom), atom, "Not an atom."),
    };

    public static bool IsWord(ValueType type) => type is ValueType.Text or ValueType.Enum or ValueType.Bool;

    private static bool HoldsForWord(ComparisonCondition comparison, string word)
    {
        var comparer = FactCells.ComparerOf(comparison.Fact.Definition);
        var named = comparison.Values.Items.Any(v => comparer.Equals(v.Text, word));
        return comparison.Operator == ComparisonOperator.NotEqual ? !named : named;
    }

    private static bool HoldsForNumber(ComparisonCondition comparison, decimal number) => comparison.Operator switch
    {
        ComparisonOperator.Equal => number == comparison.Values[0].Number,
        ComparisonOperator.NotEqual => number != comparison.Values[0].Number,
        ComparisonOperator.Less => number < comparison.Values[0].Number,
        ComparisonOperator.LessOrEqual => number <= comparison.Values[0].Number,
        ComparisonOperator.Greater => number > comparison.Values[0].Number,
        ComparisonOperator.GreaterOrEqual => number >= comparison.Values[0].Number,
        ComparisonOperator.In => comparison.Values.Items.Any(v => v.Number == number),
        _ => throw new ArgumentOutOfRangeException(nameof(comparison), comparison, "Numbers are compared, not searched."),
    };
}
