using OptPolicy.Language.Semantics;
using OptPolicy.Language.Text;

namespace OptPolicy.Language.Checking.Caching;

/// <summary>What the exact and the semantic cache have in common.</summary>
internal sealed record AnswerCache(SettingValue Ttl, EquatableArray<string> Scope, EquatableArray<Condition> Bypass, SourceSpan Span)
{
    public static IEnumerable<AnswerCache> Of(PolicyDeclaration policy)
    {
        if (policy.ExactCache is { } exact)
        {
            yield return new AnswerCache(exact.Ttl, exact.Scope, exact.Bypass, exact.Span);
        }

        if (policy.SemanticCache is { } semantic)
        {
            yield return new AnswerCache(semantic.Ttl, semantic.Scope, semantic.Bypass, semantic.Span);
        }
    }
}
