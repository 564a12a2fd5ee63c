using OptPolicy.Language.Analysis;
using OptPolicy.Language.Binding;
using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Semantics;
using OptPolicy.Language.Text;
using ValueType = OptPolicy.Language.Semantics.ValueType;

namespace OptPolicy.Language.Checking.Caching;

/// <summary>Caches that never answer, bypasses that do nothing, and answers shared by those whom the route tells apart.</summary>
internal static class AnswerCacheCheck
{
    public static void Report(CheckContext context)
    {
        foreach (var cache in AnswerCache.Of(context.Policy))
        {
            if (cache.Ttl.Value.Number == 0)
            {
                context.Report(DiagnosticCatalog.CacheWithoutLifetime, cache.Span);
            }

            ReportBypasses(context, cache);
            ReportScope(context, cache);
            ReportSampling(context, cache);
        }
    }

    private static void ReportBypasses(CheckContext context, AnswerCache cache)
    {
        var space = context.Route.Space;
        for (var i = 0; i < cache.Bypass.Count; i++)
        {
            var bypass = cache.Bypass[i];
            var set = space.Where(bypass);
            var statement = context.StatementAt(bypass.Span);
            if (set.IsEmpty)
            {
                context.Report(context.At(DiagnosticCatalog.BypassNeverTrue, bypass.Span, ConditionCheck.WhyNever(context, bypass)).WithRemoval("Remove the bypass", statement));
            }
            else if (set.IsEverything)
            {
                context.Report(DiagnosticCatalog.ConditionAlwaysTrue, bypass.Span, "the bypass", $"{ConditionCheck.AlwaysReason}; the cache never answers");
            }
            else if (FirstCovering(space, cache, i, set) is { } other)
            {
                context.Report(context.At(DiagnosticCatalog.RedundantCondition, bypass.Span, $"'{context.Source(other.Span)}'")
                    .WithRelated(other.Span, "this bypass covers it")
                    .WithRemoval("Remove the bypass", statement));
            }
        }
    }

    private static Condition? FirstCovering(ConditionSpace space, AnswerCache cache, int index, RequestSet set)
    {
        for (var i = 0; i < cache.Bypass.Count; i++)
        {
            var other = space.Where(cache.Bypass[i]);
            var covers = i != index && !other.IsEverything && space.Except(set, other).IsEmpty;

            // Of two equal conditions the later one is the redundant one.
            if (covers && (i < index || !space.Except(other, set).IsEmpty))
            {
                return cache.Bypass[i];
            }
        }

        return null;
    }

    private static void ReportScope(CheckContext context, AnswerCache cache)
    {
        var scope = cache.Scope.Items;
        if (scope.Contains("user"))
        {
            return;
        }

        foreach (var rule in context.Policy.Rules.Items.Where(static r => r.When is not null))
        {
            // The tenant is part of every key; what distinguishes users within it is the policy's choice.
            var missing = FactCollector.Collect([rule.When!])
                .Select(static v => v.Name)
                .FirstOrDefault(name => (name == "user" || name.StartsWith("user.", StringComparison.Ordinal) || name == "session") && !scope.Contains(name));
            if (missing is not null)
            {
                var diagnostic = context.At(DiagnosticCatalog.CacheMixesUsers, cache.Span, rule.Name, missing).WithRelated(rule.NameSpan, $"rule '{rule.Name}' decides by {missing}");
                var list = context.StatementAt(cache.Span)?.Setting("scope");
                context.Report(list is null ? diagnostic : diagnostic.WithFix($"Add '{missing}' to the scope", Extend(list, missing)));
                return;
            }
        }
    }

    private static TextEdit Extend(BoundSetting scope, string fact)
    {
        var span = scope.Value.Syntax.Span;
        var empty = scope.Value is WordsValue { Words.IsEmpty: true };
        return new TextEdit(scope.Text.Path, new TextSpan(span.End - 1, 0), empty ? fact : $", {fact}");
    }

    private static void ReportSampling(CheckContext context, AnswerCache cache)
    {
        var space = context.Route.Space;
        var cached = cache.Bypass.Items.Aggregate(space.All, (set, bypass) => space.Except(set, space.Where(bypass)));
        foreach (var reach in context.Route.Rules.Where(static r => r.Rule.When is not null))
        {
            var (lowest, _) = space.Bounds(space.Intersect(reach.Reached, cached), "temperature");
            if (lowest > 0)
            {
                context.Report(context.At(DiagnosticCatalog.CachedSampling, cache.Span, reach.Rule.Name, ConstantText.Of(Constant.Of(ValueType.Number, lowest.Value)))
                    .WithRelated(reach.Rule.NameSpan, $"rule '{reach.Rule.Name}'"));
                return;
            }
        }
    }
}
