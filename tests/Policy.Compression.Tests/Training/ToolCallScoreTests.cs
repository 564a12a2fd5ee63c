using OptPolicy.Compression.Data;
using OptPolicy.Compression.Training;

namespace OptPolicy.Compression.Tests.Training;

public sealed class ToolCallScoreTests
{
    private static readonly string Wanted = new ToolCall("Play", [new("a", "1"), new("b", "2")]).ToMarkup();

    [Fact]
    public void ScoresToolsArgumentsAndWholeAnswers()
    {
        string[] given =
        [
            new ToolCall("Play", [new("b", "2"), new("a", "1")]).ToMarkup(),
            new ToolCall("Play", [new("a", "1"), new("b", "3")]).ToMarkup(),
            new ToolCall("Rate", [new("a", "1"), new("b", "2")]).ToMarkup(),
            "no idea",
        ];
        var score = ToolCallScore.Of(Enumerable.Repeat(Wanted, 4), given);

        Assert.Equal((0.25, 0.5), (score.Exact, score.RightTool));
        Assert.Equal(2.0 * 3 / 14, score.ArgumentF1, 12);
    }

    [Fact]
    public void AnswerWithoutAToolMustBeTheSameText()
    {
        var score = ToolCallScore.Of(["No.", "No."], ["No.", Wanted]);
        Assert.Equal((0.5, 0.5), (score.Exact, score.RightTool));
    }

    [Fact]
    public void IntervalIsWilsons()
    {
        var (low, high) = new ToolCallScore(700, 0.9, 1, 1).ExactInterval;
        Assert.Equal((0.8755, 0.9201), (Math.Round(low, 4), Math.Round(high, 4)));
    }
}
