using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Semantics;
using OptPolicy.Language.Text;

namespace OptPolicy.Language.Checking.Names;

/// <summary>Names that are different in the policy file but not in C#, or that the generated class needs for itself.</summary>
internal static class GeneratedNameCheck
{
    /// <summary>Members that every policy class has; a predicate of the same name would hide one.</summary>
    private static readonly HashSet<string> ClassMembers = new(StringComparer.Ordinal)
    {
        "Name", "Hash", "Models", "Rules", "Plans", "BaselineModel", "Route", "Accept", "ExactCache", "BypassExactCache",
        "Fallback", "FallbackApplies", "RetryApplies", "Budgets", "CreateClient", "Tables",
    };

    private static readonly HashSet<string> ObjectMembers = new(StringComparer.Ordinal)
    {
        "Equals", "ReferenceEquals", "GetHashCode", "ToString", "GetType", "MemberwiseClone", "Finalize", "EqualityContract", "PrintMembers",
    };

    public static void Report(CheckContext context)
    {
        var policy = context.Policy;
        var className = CSharpName.Pascal(policy.Name);
        ReportGroup(context, "model", policy.Models.Items.Select(static m => (m.Name, m.NameSpan)), ["Models", className + "Models"]);
        ReportGroup(context, "rule", policy.Rules.Items.Select(static r => (r.Name, r.NameSpan)), ["Rules"]);
        ReportGroup(context, "predicate", policy.Externs.Items.Select(static e => (e.Name, e.NameSpan)), [className, .. ClassMembers]);
        if (ClassMembers.Contains(className) || ObjectMembers.Contains(className))
        {
            context.Report(DiagnosticCatalog.NameNeededByCSharp, policy.NameSpan, "policy", policy.Name, className, "is a member of the class itself");
        }
    }

    private static void ReportGroup(CheckContext context, string kind, IEnumerable<(string Name, SourceSpan Span)> names, IReadOnlyCollection<string> reserved)
    {
        var first = new Dictionary<string, (string Name, SourceSpan Span)>(StringComparer.Ordinal);
        foreach (var (name, span) in names)
        {
            var member = CSharpName.Pascal(name);
            if (reserved.Contains(member) || ObjectMembers.Contains(member))
            {
                context.Report(DiagnosticCatalog.NameNeededByCSharp, span, kind, name, member, "is already a member there");
            }
            else if (first.TryGetValue(member, out var earlier) && earlier.Name != name)
            {
                context.Report(context.At(DiagnosticCatalog.CollidingNames, span, kind, earlier.Name, name, member).WithRelated(earlier.Span, $"{kind} '{earlier.Name}'"));
            }
            else
            {
                first[member] = (name, span);
            }
        }
    }
}
