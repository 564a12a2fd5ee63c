using BenchmarkDotNet.Attributes;

namespace OptPolicy.Benchmarks;

/// <summary>The time from known facts to a decision, over 25 rules.</summary>
[MemoryDiagnoser]
public class DecisionBenchmarks
{
    private readonly BenchmarkDesk _policy = new();
    private readonly RequestFacts _first = Facts("refund");
    private readonly RequestFacts _last = Facts("none of them");

    [Benchmark]
    public RouteDecision FirstIntent() => _policy.Route(_first);

    [Benchmark]
    public RouteDecision NoRuleHolds() => _policy.Route(_last);

    private static RequestFacts Facts(string intent)
    {
        var facts = new RequestFacts([])
        {
            InputTokens = 400,
            Language = "en",
            Intent = intent,
            Difficulty = 0.2,
            Turns = 1,
            HasImages = false,
            HasAudio = false,
        };
        facts.SetUser("tier", "free");
        return facts;
    }
}

/// <content>What the policy leaves to C#.</content>
public sealed partial class BenchmarkDesk
{
    private static partial bool IsVip(RequestFacts request) => true;

    private static partial bool IsComplete(ResponseFacts response) => response.Text.Length > 0;
}
