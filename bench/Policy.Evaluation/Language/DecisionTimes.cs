using Microsoft.Extensions.AI;
using OptPolicy.Evaluation.Measuring;

namespace OptPolicy.Evaluation.Language;

/// <summary>Times of one decision of a compiled policy with 25 rules.</summary>
internal static class DecisionTimes
{
    public static Estimate Decide(Sampling sampling)
    {
        var (policy, facts) = Prepare();
        return Estimate.Median(sampling.Time(() => policy.Route(facts)));
    }

    public static Estimate Bytes()
    {
        const int Decisions = 1000;
        var (policy, facts) = Prepare();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Decisions; i++)
            policy.Route(facts);
        var bytes = (double)(GC.GetAllocatedBytesForCurrentThread() - before) / Decisions;
        return new Estimate(bytes, bytes, bytes, Decisions, bytes);
    }

    private static (CompiledPolicy Policy, RequestFacts Facts) Prepare()
    {
        CompiledPolicy policy = new Switchboard();
        var facts = new RequestFacts([new ChatMessage(ChatRole.User, "Where is my order?")], new ChatOptions().WithUserAttribute("tier", "member").WithTenant("north").WithDifficulty(0.3));
        var rule = policy.Route(facts).Rule;
        return rule == policy.Rules.Length - 1 && policy.Rules.Length == 26
            ? (policy, facts)
            : throw new InvalidOperationException($"Rule {rule} of {policy.Rules.Length} decided; this measures the last of 25 rules and 'otherwise'.");
    }
}
