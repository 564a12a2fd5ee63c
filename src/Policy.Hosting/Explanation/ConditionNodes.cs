using OptPolicy.Language.Semantics;

namespace OptPolicy.Hosting.Explanation;

/// <summary>Numbers the parts of a policy's rule conditions, so that code and data speak of the same part.</summary>
internal static class ConditionNodes
{
    public static List<Condition> Of(PolicyDeclaration policy)
    {
        var nodes = new List<Condition>();
        foreach (var rule in policy.Rules)
        {
            if (rule.When is { } condition)
            {
                Add(nodes, condition);
            }
        }

        return nodes;
    }

    public static IEnumerable<Condition> Parts(Condition condition) => condition switch
    {
        AndCondition and => [and.Left, and.Right],
        OrCondition or => [or.Left, or.Right],
        NotCondition not => [not.Operand],
        _ => [],
    };

    public static FactReference? Fact(Condition condition) => condition switch
    {
        FlagCondition flag => flag.Fact,
        ComparisonCondition comparison => comparison.Fact,
        RangeCondition range => range.Fact,
        _ => null,
    };

    private static void Add(List<Condition> nodes, Condition condition)
    {
        nodes.Add(condition);
        foreach (var part in Parts(condition))
        {
            Add(nodes, part);
        }
    }
}
