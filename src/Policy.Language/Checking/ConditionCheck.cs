using OptPolicy.Language.Analysis;
using OptPolicy.Language.Binding;
using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Semantics;
using OptPolicy.Language.Text;

namespace OptPolicy.Language.Checking;

/// <summary>Conditions that decide nothing because they are always or never true.</summary>
internal static class ConditionCheck
{
    /// <summary>Reports a condition that stands alone: <c>accept when</c>, <c>retry when</c>, <c>try … when</c>.</summary>
    /// <returns>Whether the condition really decides something.</returns>
    public static bool Decides(CheckContext context, Condition condition, string what, BoundStatement? statement)
    {
        var space = new ConditionSpace([condition]);
        var set = space.Where(condition);
        if (set.IsEmpty)
        {
            context.Report(context.At(DiagnosticCatalog.ConditionNeverTrue, condition.Span, what, WhyNever(context, condition))
                .WithRemoval($"Remove {what}", statement));
            return false;
        }

        if (set.IsEverything)
        {
            context.Report(DiagnosticCatalog.ConditionAlwaysTrue, condition.Span, what, AlwaysReason);
            return false;
        }

        return true;
    }

    public const string AlwaysReason = "nothing can make it false";

    /// <summary>The parts of a condition that contradict each other, as few as possible.</summary>
    public static string WhyNever(CheckContext context, Condition condition)
    {
        var parts = Conjuncts(condition).ToList();
        for (var i = parts.Count - 1; i >= 0 && parts.Count > 1; i--)
        {
            var dropped = parts[i];
            parts.RemoveAt(i);
            if (!IsNever(parts))
            {
                parts.Insert(i, dropped);
            }
        }

        var sources = parts.ConvertAll(p => $"'{context.Source(p.Span)}'");
        return parts.Count == 1
            ? $"no value satisfies {sources[0]}"
            : $"{string.Join(", ", sources.Take(parts.Count - 1))} and {sources[^1]} exclude each other";
    }

    private static bool IsNever(List<Condition> parts)
    {
        var space = new ConditionSpace(parts);
        return parts.Aggregate(space.All, (set, part) => space.Intersect(set, space.Where(part))).IsEmpty;
    }

    private static IEnumerable<Condition> Conjuncts(Condition condition) =>
        condition is AndCondition and ? Conjuncts(and.Left).Concat(Conjuncts(and.Right)) : [condition];
}
