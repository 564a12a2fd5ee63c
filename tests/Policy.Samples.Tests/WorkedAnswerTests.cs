using SupportSample.Problems;

namespace OptPolicy.Samples.Tests;

public sealed class WorkedAnswerTests
{
    [Theory]
    [InlineData("9 * $2 = $<<9*2=18>>18.\n#### 18", 1)]
    [InlineData("She has 16 - 3 - 4 = 9 eggs.\n#### 9", 1)]
    [InlineData("That is 20% x 50 = 10, so 1,000 / 4 = 250.\n#### 250", 1)]
    [InlineData("2 + 3 * 4 = 14", 0.7)]
    [InlineData("10 / 3 = 3.33\n#### 3.33", 1)]
    [InlineData("3 + 4 = 8\n#### 8", 0.1)]
    [InlineData("<<9*2=19>>19\n#### 19", 0.1)]
    [InlineData("The answer is 7.", 0.3)]
    [InlineData("2 + 2 = 4. However, half a bolt cannot be bought.\n#### 4", 0.3)]
    [InlineData("1 / 0 = 0\n#### 0", 0.3)]
    public void ConfidenceFollowsTheSums(string answer, double confidence) => Assert.Equal(confidence, WorkedAnswer.Confidence(answer));

    [Fact]
    public void RelationsAndLengthMakeAProblemHarder()
    {
        Assert.Equal(0, Difficulty.Of(""));
        Assert.True(Difficulty.Of("Ann has 3 apples. How many?") < Difficulty.Of("Ann has half as many apples as twice what Bob has left."));
        Assert.Equal(1, Difficulty.Of(new string('a', 5000)));
    }
}
