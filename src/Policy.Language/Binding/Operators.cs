using OptPolicy.Language.Semantics;

namespace OptPolicy.Language.Binding;

/// <summary>The comparison operators by their text.</summary>
internal static class Operators
{
    public static ComparisonOperator? Find(string text) => text switch
    {
        "==" => ComparisonOperator.Equal,
        "!=" => ComparisonOperator.NotEqual,
        "<" => ComparisonOperator.Less,
        "<=" => ComparisonOperator.LessOrEqual,
        ">" => ComparisonOperator.Greater,
        ">=" => ComparisonOperator.GreaterOrEqual,
        "in" => ComparisonOperator.In,
        "matches" => ComparisonOperator.Matches,
        "contains" => ComparisonOperator.Contains,
        _ => null,
    };

    /// <summary>The operator that says the same with its sides exchanged.</summary>
    public static string Mirror(string text) => text switch
    {
        "<" => ">",
        "<=" => ">=",
        ">" => "<",
        ">=" => "<=",
        _ => text,
    };
}
