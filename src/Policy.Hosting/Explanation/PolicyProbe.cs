using System.Collections.Immutable;
using System.Reflection;
using OptPolicy.Language.Semantics;
using OptPolicy.Language.Text;

namespace OptPolicy.Hosting.Explanation;

/// <summary>Explains how a loaded policy routes a request.</summary>
public sealed class PolicyProbe
{
    private readonly PolicyDeclaration _policy;
    private readonly CompiledPolicy _compiled;
    private readonly Func<int, RequestFacts, bool> _holds;
    private readonly Func<int, RequestFacts, object?> _value;
    private readonly Dictionary<Condition, int> _numbers = new(ReferenceEqualityComparer.Instance);

    internal PolicyProbe(PolicyDeclaration policy, CompiledPolicy compiled)
    {
        _policy = policy;
        _compiled = compiled;
        var probe = compiled.GetType().GetNestedType(ProbeEmitter.ClassName, BindingFlags.NonPublic)!;
        _holds = probe.GetMethod(ProbeEmitter.HoldsMethod)!.CreateDelegate<Func<int, RequestFacts, bool>>();
        _value = probe.GetMethod(ProbeEmitter.ValueMethod)!.CreateDelegate<Func<int, RequestFacts, object?>>();
        var nodes = ConditionNodes.Of(policy);
        for (var i = 0; i < nodes.Count; i++)
        {
            _numbers[nodes[i]] = i;
        }
    }

    /// <summary>Every rule in priority order, with the value of every fact that its condition reads.</summary>
    /// <param name="request">The request's facts.</param>
    /// <param name="textOf">The text of a policy file, to show conditions as they are written.</param>
    public ImmutableArray<RuleExplanation> Explain(RequestFacts request, Func<string, PolicyText?> textOf)
    {
        var decided = _compiled.Route(request).Rule;
        return [.. _policy.Rules.Select((rule, index) =>
        {
            var condition = rule.When is { } when ? Explain(when, request, textOf) : null;
            return new RuleExplanation(rule, condition?.Holds ?? true, index == decided, condition);
        })];
    }

    private ConditionExplanation Explain(Condition condition, RequestFacts request, Func<string, PolicyText?> textOf)
    {
        var number = _numbers[condition];
        return new ConditionExplanation(
            Text(condition.Span, textOf),
            _holds(number, request),
            ConditionNodes.Fact(condition)?.Name,
            _value(number, request),
            [.. ConditionNodes.Parts(condition).Select(part => Explain(part, request, textOf))]);
    }

    private static string Text(SourceSpan span, Func<string, PolicyText?> textOf) => textOf(span.Path) is { } text
        ? string.Join(' ', text.Slice(TextSpan.FromBounds(text.OffsetAt(span.Start), text.OffsetAt(span.End))).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        : "";
}
