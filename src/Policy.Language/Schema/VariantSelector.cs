using OptPolicy.Language.Syntax;

namespace OptPolicy.Language.Schema;

/// <summary>Tells which row of the table a clause follows when several share its lead word.</summary>
internal static class VariantSelector
{
    /// <summary>A variant is chosen by a word among the operands of the first phrase, or by the keyword right after them.</summary>
    public static bool Selects(string variant, Clause clause)
    {
        if (clause.Phrases.Count > 1 && Same(clause.Phrases[1].Keyword.Text, variant))
            return true;

        foreach (var operand in clause.Phrases[0].Arguments)
        {
            if (operand is BinaryExpression comparison ? Names(comparison.Left, variant) : Names(operand, variant))
                return true;
        }

        return false;
    }

    private static bool Names(Expression expression, string variant) => expression switch
    {
        PathExpression path => Same(path.Path, variant) || path.Path.StartsWith(variant + ".", StringComparison.Ordinal),
        CallExpression call => Names(call.Function, variant),
        _ => false,
    };

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.Ordinal);
}
