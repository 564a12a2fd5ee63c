using OptPolicy.Language.Schema;
using OptPolicy.Language.Semantics;
using OptPolicy.Language.Text;
using ValueType = OptPolicy.Language.Semantics.ValueType;

namespace OptPolicy.Language.Checking.Caching;

/// <summary>Ranges of similarity, as conditions that those of a policy are compared with.</summary>
internal static class Similarity
{
    public const string Fact = "similarity";

    public static Condition Between(decimal low, decimal high, SourceSpan span) =>
        new RangeCondition(FactTable.Find(Fact)!.Value, Constant.Of(ValueType.Ratio, low), Constant.Of(ValueType.Ratio, high), span);
}
