using OptPolicy.Language.Analysis;
using OptPolicy.Language.Semantics;
using static OptPolicy.Language.Tests.Analysis.Facts;

namespace OptPolicy.Language.Tests.Analysis;

public class ConditionSpaceTests
{
    [Fact]
    public void WholeNumbersLeaveNothingBetweenNeighbours()
    {
        var condition = And(Tokens(ComparisonOperator.Greater, 499), Tokens(ComparisonOperator.Less, 500));

        Assert.True(Where(condition).IsEmpty);
    }

    [Fact]
    public void RatiosHaveValuesBetweenAnyTwo()
    {
        var condition = And(Number("difficulty", ComparisonOperator.Greater, 0.49m), Number("difficulty", ComparisonOperator.Less, 0.5m));

        Assert.False(Where(condition).IsEmpty);
    }

    [Fact]
    public void ARatioIsNeverAboveOne() => Assert.True(Where(Number("difficulty", ComparisonOperator.Greater, 1)).IsEmpty);

    [Fact]
    public void TokensAreNeverNegative() => Assert.True(Where(Tokens(ComparisonOperator.GreaterOrEqual, 0)).IsEverything);

    [Fact]
    public void AnOpenSetOfWordsAlwaysHasOneMore()
    {
        var condition = And(Word("user.tier", ComparisonOperator.NotEqual, "free"), Not(Word("user.tier", ComparisonOperator.In, "pro", "team")));

        Assert.False(Where(condition).IsEmpty);
    }

    [Fact]
    public void AClosedSetOfWordsIsExhausted()
    {
        var outcomes = Schema.FactTable.Outcomes.ToArray();

        Assert.True(Where(Word("outcome", ComparisonOperator.In, outcomes)).IsEverything);
        Assert.False(Where(Word("outcome", ComparisonOperator.In, outcomes[1..])).IsEverything);
    }

    [Fact]
    public void LanguagesAreComparedWithoutCaseAndTiersWithIt()
    {
        Assert.True(Where(And(Word("language", ComparisonOperator.Equal, "EN"), Word("language", ComparisonOperator.NotEqual, "en"))).IsEmpty);
        Assert.False(Where(And(Word("user.tier", ComparisonOperator.Equal, "Pro"), Word("user.tier", ComparisonOperator.NotEqual, "pro"))).IsEmpty);
    }

    [Fact]
    public void TheSamePredicateIsTheSameAtom()
    {
        Assert.True(Where(And(Extern("is_vip"), Not(Extern("is_vip")))).IsEmpty);
        Assert.False(Where(And(Extern("is_vip"), Not(Extern("is_new")))).IsEmpty);
        Assert.True(Where(And(Contains("refund"), Not(Contains("refund")))).IsEmpty);
        Assert.False(Where(And(Contains("refund"), Not(Contains("return")))).IsEmpty);
    }

    [Fact]
    public void BoundsComeFromTheWholeCondition()
    {
        var condition = And(Or(Tokens(ComparisonOperator.Less, 500), Flag("has_tools")), Not(Flag("has_tools")));
        var space = new ConditionSpace([condition]);

        Assert.Equal((0m, 499m), space.Bounds(space.Where(condition), "input.tokens"));
        Assert.Equal((0m, null), space.Bounds(space.All, "input.tokens"));
    }

    [Fact]
    public void AWitnessNamesOnlyTheFactsThatMatter()
    {
        var condition = And(Tokens(ComparisonOperator.GreaterOrEqual, 500), And(Word("language", ComparisonOperator.In, "en", "de"), Not(Flag("has_tools"))));
        var space = new ConditionSpace([condition, Flag("has_images")]);

        Assert.Equal("input.tokens = 500tok, language = en, not has_tools", space.WitnessOf(space.Where(condition)).ToString());
        Assert.Equal("any request", space.WitnessOf(space.All).ToString());
    }

    [Fact]
    public void EntangledConditionsAreLeftUndecided()
    {
        // The comparison of two numbers bit by bit needs an exponential diagram when their bits are not interleaved.
        Condition Bit(string side, int i) => Extern($"{side}{i}");
        var equal = Enumerable.Range(0, 14)
            .Select(i => Or(And(Bit("a", i), Bit("b", i)), Not(Or(Bit("a", i), Bit("b", i)))))
            .Aggregate(And);
        var order = Enumerable.Range(0, 14).Select(i => Bit("a", i)).Concat(Enumerable.Range(0, 14).Select(i => Bit("b", i)));
        var space = new ConditionSpace([.. order, equal], maxNodes: 5_000);

        var set = space.Where(equal);

        Assert.True(set.IsUndecided);
        Assert.False(set.IsEmpty);
        Assert.True(space.NodeCount <= 5_000);
    }

    [Theory]
    [InlineData(5_000)]
    [InlineData(100_000)]
    public void ManyFactsAreLeftUndecidedInsteadOfOverflowingTheStack(int count)
    {
        var conditions = Enumerable.Range(0, count).Select(i => Extern("p" + i)).ToList();
        var space = new ConditionSpace(conditions);

        var union = conditions.Aggregate(space.None, (set, condition) => space.Union(set, space.Where(condition)));

        Assert.True(union.IsUndecided);
        Assert.False(space.Where(Extern("p0")).IsEmpty);
    }

    [Fact]
    public void AVeryLongListIsLeftUndecided()
    {
        var condition = Word("user.tier", ComparisonOperator.In, [.. Enumerable.Range(0, 50_000).Select(static i => "tier" + i)]);

        Assert.True(Where(condition).IsUndecided);
    }

    private static RequestSet Where(Condition condition) => new ConditionSpace([condition]).Where(condition);
}
