using OptPolicy.Language.Semantics;

namespace OptPolicy.Language.Tests.Analysis;

/// <summary>One request by the values of its facts; numbers, words and flags alike.</summary>
internal sealed record SampleRequest(decimal Tokens, decimal Difficulty, string Language, string Tier, bool Tools, bool Vip, bool Refund);

/// <summary>Decides by trying: every combination of values on, next to and between the constants that the random policies use.</summary>
internal static class BruteForce
{
    public static readonly decimal[] TokenConstants = [0, 100, 101, 500, 1000];
    public static readonly decimal[] DifficultyConstants = [0, 0.4m, 1];
    public static readonly string[] Languages = ["en", "de"];
    public static readonly string[] Tiers = ["free", "pro"];

    private static readonly decimal[] TokenSamples = [0, 1, 99, 100, 101, 102, 499, 500, 501, 999, 1000, 1001, 4000, 9000];
    private static readonly decimal[] DifficultySamples = [0, 0.1m, 0.4m, 0.9m, 1];
    private static readonly bool[] Both = [false, true];

    public static IEnumerable<SampleRequest> Requests(IReadOnlyCollection<string> facts) =>
        from tokens in facts.Contains("input.tokens") ? TokenSamples : [5]
        from difficulty in facts.Contains("difficulty") ? DifficultySamples : [0.3m]
        from language in facts.Contains("language") ? Languages.Append("xx") : ["xx"]
        from tier in facts.Contains("user.tier") ? Tiers.Append("zz") : ["zz"]
        from tools in facts.Contains("has_tools") ? Both : [false]
        from vip in facts.Contains("is_vip") ? Both : [false]
        from refund in facts.Contains("refund") ? Both : [false]
        select new SampleRequest(tokens, difficulty, language, tier, tools, vip, refund);

    public static bool Holds(Condition condition, SampleRequest request) => condition switch
    {
        AndCondition and => Holds(and.Left, request) && Holds(and.Right, request),
        OrCondition or => Holds(or.Left, request) || Holds(or.Right, request),
        NotCondition not => !Holds(not.Operand, request),
        FlagCondition => request.Tools,
        ExternCondition => request.Vip,
        RangeCondition range => NumberOf(range.Fact, request) >= range.Low.Number && NumberOf(range.Fact, request) <= range.High.Number,
        ComparisonCondition { Operator: ComparisonOperator.Contains } => request.Refund,
        ComparisonCondition comparison => HoldsComparison(comparison, request),
        _ => throw new ArgumentOutOfRangeException(nameof(condition)),
    };

    private static bool HoldsComparison(ComparisonCondition comparison, SampleRequest request)
    {
        if (comparison.Fact.Name is "language" or "user.tier")
        {
            var word = comparison.Fact.Name == "language" ? request.Language : request.Tier;
            var isOneOf = comparison.Values.Any(v => v.Text == word);
            return comparison.Operator == ComparisonOperator.NotEqual ? !isOneOf : isOneOf;
        }

        var number = NumberOf(comparison.Fact, request);
        var constant = comparison.Values[0].Number;
        return comparison.Operator switch
        {
            ComparisonOperator.Equal => number == constant,
            ComparisonOperator.NotEqual => number != constant,
            ComparisonOperator.Less => number < constant,
            ComparisonOperator.LessOrEqual => number <= constant,
            ComparisonOperator.Greater => number > constant,
            _ => number >= constant,
        };
    }

    private static decimal NumberOf(FactReference fact, SampleRequest request) => fact.Name == "difficulty" ? request.Difficulty : request.Tokens;
}
