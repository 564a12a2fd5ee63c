using System.Text;
using CsCheck;
using Microsoft.Extensions.AI;

namespace OptPolicy.Runtime.Tests.Requests;

public sealed class TokenTests
{
    // True counts are those of o200k, the encoding of current OpenAI models.
    [Theory]
    [InlineData("Hello, world!", 4)]
    [InlineData("How do I reset my password?", 7)]
    [InlineData("The quick brown fox jumps over the lazy dog.", 10)]
    [InlineData("What are your opening hours on public holidays in Germany?", 11)]
    public void EnglishProseIsEstimatedCloseToTheTrueCount(string text, int tokens) =>
        Assert.InRange(TokenEstimate.OfText(text), tokens * 0.85, tokens * 1.15);

    [Theory]
    [InlineData("", 0)]
    [InlineData("   ", 1)]
    [InlineData("12345", 2)]
    [InlineData("你好世界", 4)]
    [InlineData("a\n\nb", 3)]
    public void EstimateFollowsItsRules(string text, int tokens) => Assert.Equal(tokens, TokenEstimate.OfText(text));

    [Fact]
    public void BoundCountsEveryByteThatIsSent()
    {
        var tool = AIFunctionFactory.Create(static (string city) => city, "weather", "Tells it.");
        var bare = TokenBound.OfInput([new(ChatRole.User, "añb")], null);
        var withTool = TokenBound.OfInput([new(ChatRole.User, "añb")], new() { Tools = [tool], Instructions = "be kind" });

        Assert.Equal(TokenBound.PerMessage + 4, bare);
        Assert.Equal(bare + TokenBound.PerMessage + 7 + TokenBound.PerMessage + "weather".Length + "Tells it.".Length + Encoding.UTF8.GetByteCount(tool.JsonSchema.GetRawText()), withTool);
    }

    [Fact]
    public void EstimateOfAnyTextStaysBelowItsBound() =>
        Gen.String.Sample(text =>
        {
            var estimate = TokenEstimate.OfRequest([new(ChatRole.User, text)], null);
            var bound = TokenBound.OfInput([new(ChatRole.User, text)], null);
            return estimate >= 0 && estimate <= bound;
        });
}
