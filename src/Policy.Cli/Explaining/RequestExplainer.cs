using System.Collections.Immutable;
using System.Globalization;
using OptPolicy.Hosting;
using OptPolicy.Hosting.Explanation;
using OptPolicy.Language.Analysis;
using OptPolicy.Language.Text;

namespace OptPolicy.Cli.Explaining;

/// <summary>Asks the compiled policy, part by part.</summary>
internal static class RequestExplainer
{
    public static RequestExplanation Explain(LoadedPolicy loaded, RequestFacts request, Func<string, PolicyText?> textOf)
    {
        var predicates = PredicateCalls.Collect();
        var rules = loaded.Probe.Explain(request, textOf);
        var decided = rules.First(static rule => rule.Decides);
        return new RequestExplanation(
            loaded,
            Facts(request, rules),
            rules,
            Candidates(loaded.Policy, request, decided),
            Cache(loaded.Policy, request),
            SemanticCacheRule.Describe(loaded.Policy, request),
            CostAnalysis.Explain(loaded.Declaration).FirstOrDefault(cost => cost.Rule == decided.Rule.Name),
            [.. predicates.Order(StringComparer.Ordinal)]);
    }

    public static string Show(object? value) => value switch
    {
        null => "unknown",
        "" => "not set",
        string text => text.Length <= 60 ? $"\"{text.ReplaceLineEndings(" ")}\"" : $"\"{text[..60].ReplaceLineEndings(" ")}…\"",
        bool flag => flag ? "true" : "false",
        double.NaN => "not set",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static ImmutableArray<(string Name, string Value)> Facts(RequestFacts request, ImmutableArray<RuleExplanation> rules)
    {
        var facts = new List<(string, string)> { ("input.tokens", Show(request.InputTokens)), ("language", Show(request.Language)) };
        var read = rules.Where(static rule => rule.Condition is not null).SelectMany(static rule => rule.Condition!.Leaves).Where(static leaf => leaf.Fact is not null);
        facts.AddRange(read.Select(static leaf => (leaf.Fact!, Show(leaf.Value))));
        return [.. facts.DistinctBy(static fact => fact.Item1)];
    }

    private static ImmutableArray<CandidateExplanation> Candidates(CompiledPolicy policy, RequestFacts request, RuleExplanation decided)
    {
        var filter = new CandidateFilter(policy, request);
        var plan = policy.Plans[decided.Rule.Plan];
        var planned = plan.Models.Select(slot => (Slot: slot, Reason: plan.IsCascade ? "cascade" : "rule"));
        var fallback = policy.Fallback.Steps.Select(static step => (Slot: step.Model, Reason: "fallback"));
        return [.. planned.Concat(fallback).DistinctBy(static candidate => candidate.Slot).Select(candidate =>
        {
            var model = policy.Models[candidate.Slot];
            var admitted = filter.Admits(candidate.Slot, out _, out var note);
            var estimate = model.PriceInput.Of(request.InputTokens) + model.PriceOutput.Of(CostAnalysis.TypicalOutputTokens);
            return new CandidateExplanation(model.Name, candidate.Reason, admitted ? null : note, estimate);
        })];
    }

    private static string Cache(CompiledPolicy policy, RequestFacts request) =>
        policy.ExactCache is not { } cache ? "off"
        : policy.BypassExactCache(request) ? "bypassed"
        : $"looked up first, kept for {cache.Ttl}, separate for each {string.Join(", ", cache.Scope)}";
}
