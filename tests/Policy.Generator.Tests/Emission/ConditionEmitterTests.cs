using OptPolicy.Generator.Emission;
using OptPolicy.Language.Schema;
using OptPolicy.Language.Semantics;
using OptPolicy.Language.Text;
using ValueType = OptPolicy.Language.Semantics.ValueType;

namespace OptPolicy.Generator.Tests.Emission;

public sealed class ConditionEmitterTests
{
    private static readonly SourceSpan Anywhere = new("a.optpolicy", new LinePosition(1, 1), new LinePosition(1, 2));

    [Fact]
    public void TokensCompareAsIntegers() =>
        Assert.Equal("request.InputTokens < 500", Emit(Compare("input.tokens", ComparisonOperator.Less, Constant.Of(ValueType.Tokens, 500m))));

    [Fact]
    public void FractionOfATokenComparesAsDecimalInsteadOfBeingRounded() =>
        Assert.Equal("request.InputTokens >= 1.5m", Emit(Compare("input.tokens", ComparisonOperator.GreaterOrEqual, Constant.Of(ValueType.Tokens, 1.5m))));

    [Fact]
    public void RatioIsTheDoubleNearestToWhatWasWritten() =>
        Assert.Equal("request.Difficulty < 0.4", Emit(Compare("difficulty", ComparisonOperator.Less, Constant.Of(ValueType.Ratio, 0.40m))));

    [Fact]
    public void WholeRatioIsStillADouble() =>
        Assert.Equal("request.Temperature == 1.0", Emit(Compare("temperature", ComparisonOperator.Equal, Constant.Of(ValueType.Number, 1m))));

    [Fact]
    public void UserAttributeComparesOrdinally() =>
        Assert.Equal("request.User(\"tier\") == \"enterprise\"", Emit(Compare("user.tier", ComparisonOperator.Equal, Constant.OfEnum("enterprise"))));

    [Fact]
    public void ListOfWordsIsAPattern() =>
        Assert.Equal("request.User(\"tier\") is \"pro\" or \"team\"", Emit(Compare("user.tier", ComparisonOperator.In, Constant.OfEnum("pro"), Constant.OfEnum("team"))));

    [Fact]
    public void LanguageIgnoresCase() =>
        Assert.Equal(
            "(request.Language.Equals(\"en\", global::System.StringComparison.OrdinalIgnoreCase) || request.Language.Equals(\"de\", global::System.StringComparison.OrdinalIgnoreCase))",
            Emit(Compare("language", ComparisonOperator.In, Constant.OfEnum("en"), Constant.OfEnum("de"))));

    [Fact]
    public void OrInsideAndKeepsItsParentheses()
    {
        var or = new OrCondition(Flag("has_tools"), Flag("has_images"), Anywhere);
        Assert.Equal("(request.HasTools || request.HasImages) && request.Stream", Emit(new AndCondition(or, Flag("stream"), Anywhere)));
    }

    [Fact]
    public void NotAppliesToTheWholeOperand()
    {
        var and = new AndCondition(Flag("has_tools"), Flag("stream"), Anywhere);
        Assert.Equal("!(request.HasTools && request.Stream)", Emit(new NotCondition(and, Anywhere)));
        Assert.Equal("!request.HasTools", Emit(new NotCondition(Flag("has_tools"), Anywhere)));
    }

    [Fact]
    public void RangeIncludesBothEnds() =>
        Assert.Equal(
            "request.Difficulty is >= 0.2 and <= 0.7",
            Emit(new RangeCondition(Fact("difficulty"), Constant.Of(ValueType.Ratio, 0.2m), Constant.Of(ValueType.Ratio, 0.7m), Anywhere)));

    [Fact]
    public void OutcomeIsAMemberOfItsEnum()
    {
        var condition = Compare("outcome", ComparisonOperator.In, Constant.OfEnum("rate_limited"), Constant.OfEnum("timeout"));
        Assert.Equal(
            "failure.Outcome is global::OptPolicy.OutcomeClass.RateLimited or global::OptPolicy.OutcomeClass.Timeout",
            new ConditionEmitter("failure").Emit(condition));
    }

    [Fact]
    public void PredicateIsCalledByItsCSharpName() =>
        Assert.Equal("IsVip(request)", Emit(new ExternCondition("is_vip", Anywhere)));

    [Fact]
    public void SamePatternIsCompiledOnce()
    {
        var emitter = new ConditionEmitter("request");
        var refund = Compare("input.text", ComparisonOperator.Matches, Constant.OfText("refund|return"));
        Assert.Equal("Pattern0.IsMatch(request.InputText) || Pattern0.IsMatch(request.InputText)", emitter.Emit(new OrCondition(refund, refund, Anywhere)));
        Assert.Equal(["refund|return"], emitter.Patterns);
    }

    [Fact]
    public void TextOfAConditionReadsLikeThePolicy()
    {
        var condition = new AndCondition(
            Compare("input.tokens", ComparisonOperator.Less, Constant.Of(ValueType.Tokens, 500m)),
            new OrCondition(Flag("has_tools"), Compare("user.tier", ComparisonOperator.In, Constant.OfEnum("pro")), Anywhere),
            Anywhere);
        Assert.Equal("input.tokens < 500tok and (has_tools or user.tier in [pro])", ConditionText.Of(condition));
    }

    private static string Emit(Condition condition) => new ConditionEmitter("request").Emit(condition);

    private static FactReference Fact(string name) => FactTable.Find(name) ?? throw new ArgumentException(name, nameof(name));

    private static FlagCondition Flag(string name) => new(Fact(name), Anywhere);

    private static ComparisonCondition Compare(string fact, ComparisonOperator op, params Constant[] values) => new(Fact(fact), op, values.ToEquatableArray(), Anywhere);
}
