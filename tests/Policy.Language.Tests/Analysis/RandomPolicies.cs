using CsCheck;
using OptPolicy.Language.Semantics;
using OptPolicy.Language.Text;
using static OptPolicy.Language.Tests.Analysis.Facts;

namespace OptPolicy.Language.Tests.Analysis;

/// <summary>Small policies over at most three facts, so that trying every request stays quick.</summary>
internal static class RandomPolicies
{
    private static readonly string[] FactNames = ["input.tokens", "difficulty", "language", "user.tier", "has_tools", "is_vip", "refund"];

    private static readonly ComparisonOperator[] Comparisons =
    [
        ComparisonOperator.Less, ComparisonOperator.LessOrEqual, ComparisonOperator.Greater,
        ComparisonOperator.GreaterOrEqual, ComparisonOperator.Equal, ComparisonOperator.NotEqual,
    ];

    private static readonly ModelDeclaration[] Models = [Model("cheap", 1, 800, 100), Model("middle", 3, 2000, 300), Model("strong", 10, 5000, 1000)];

    private static readonly Gen<(string[] Facts, PolicyDeclaration Policy)> Policies =
        from facts in Gen.Shuffle(FactNames, 1, 3)
        from rules in (from condition in ConditionOver(facts, 2) from plan in Gen.Int[0, 2] select (condition, plan)).Array[1, 5]
        from otherwise in Gen.Bool
        from retries in Gen.Int[0, 3]
        from fallback in Gen.Int[-1, 2]
        select (facts, Policy(rules, otherwise, retries, fallback));

    /// <summary>The same policies on every run; a failure names the number of its policy and shows its rules.</summary>
    public static void ForEach(int count, Action<(string[] Facts, PolicyDeclaration Policy)> check)
    {
        var random = new PCG(stream: 1, seed: 20_261_122);
        for (var i = 0; i < count; i++)
        {
            var sample = Policies.Generate(random, null, out _);
            try
            {
                check(sample);
            }
            catch (Exception failure)
            {
                var rules = sample.Policy.Rules.Select(static r => r.When is null ? "otherwise" : ConditionText.Of(r.When));
                throw new InvalidOperationException($"Policy {i}:\n{string.Join('\n', rules)}", failure);
            }
        }
    }

    private static Gen<Condition> ConditionOver(string[] facts, int depth) => depth == 0
        ? Gen.OneOf(facts).SelectMany(Atom)
        : Gen.Frequency(
            (2, Gen.OneOf(facts).SelectMany(Atom)),
            (2, from l in ConditionOver(facts, depth - 1) from r in ConditionOver(facts, depth - 1) select And(l, r)),
            (2, from l in ConditionOver(facts, depth - 1) from r in ConditionOver(facts, depth - 1) select Or(l, r)),
            (1, ConditionOver(facts, depth - 1).Select(Not)));

    private static Gen<Condition> Atom(string fact) => fact switch
    {
        "input.tokens" => NumberAtom(fact, BruteForce.TokenConstants),
        "difficulty" => NumberAtom(fact, BruteForce.DifficultyConstants),
        "language" => WordAtom(fact, BruteForce.Languages),
        "user.tier" => WordAtom(fact, BruteForce.Tiers),
        "has_tools" => Gen.Const(Flag("has_tools")),
        "is_vip" => Gen.Const(Extern("is_vip")),
        _ => Gen.Const(Contains("refund")),
    };

    private static Gen<Condition> NumberAtom(string fact, decimal[] constants) => Gen.Frequency(
        (3, from c in Gen.OneOf(Comparisons) from v in Gen.OneOf(constants) select Number(fact, c, v)),
        (1, from v in Gen.OneOf(constants) from w in Gen.OneOf(constants) select Between(fact, Math.Min(v, w), Math.Max(v, w))));

    private static Gen<Condition> WordAtom(string fact, string[] words) => Gen.Frequency(
        (2, from w in Gen.OneOf(words) from c in Gen.OneOf(ComparisonOperator.Equal, ComparisonOperator.NotEqual) select Word(fact, c, w)),
        (1, Gen.Const(Word(fact, ComparisonOperator.In, words))));

    private static PolicyDeclaration Policy((Condition When, int Plan)[] rules, bool otherwise, int retries, int fallback)
    {
        var declared = rules.Select((r, i) => new RuleDeclaration($"rule{i}", default, r.When, r.Plan, default));
        return new PolicyDeclaration("Random", default)
        {
            Hash = "",
            Models = Models.ToEquatableArray(),
            Plans = Models.Select((m, i) => new PlanDeclaration(m.Name, false, [new PlanStep(i, null, default)], default)).ToEquatableArray(),
            Rules = (otherwise ? declared.Append(new RuleDeclaration("otherwise", default, null, 2, default)) : declared).ToEquatableArray(),
            Fallback = new FallbackDeclaration(
                fallback < 0 ? [] : [new FallbackStep(fallback, null, null, default)],
                retries == 0 ? null : new RetryDeclaration(retries, null, 0.25m, 4, default),
                default),
        };
    }

    private static ModelDeclaration Model(string name, decimal price, long context, long maxOutput) =>
        new(name, default, ProviderKind.Client, null)
        {
            PriceInput = price / 1_000_000m,
            PriceOutput = 4 * price / 1_000_000m,
            ContextTokens = context,
            MaxOutputTokens = maxOutput,
        };
}
