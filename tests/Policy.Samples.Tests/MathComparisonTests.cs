using SupportSample.Problems;
using SupportSample.Traffic;

namespace OptPolicy.Samples.Tests;

public sealed class MathComparisonTests
{
    [Fact]
    public void TheMixByLotCostsWhatThePolicyCosts()
    {
        var comparison = MathComparison.Of([.. Enumerable.Range(0, 10).Select(static i => Solved(weakIsRight: i < 6, byStrong: i >= 5))]);

        Assert.Equal([0.6, 1.0, 0.8, 1.0], comparison.Rows.Select(static r => r.Accuracy), static (a, b) => Math.Abs(a - b) < 1e-9);
        Assert.Equal(comparison.Rows[3].Cost, comparison.Rows[2].Cost);
        Assert.Equal(1, comparison.Recovered, 9);
        Assert.Equal(0.2, comparison.Gain.Value, 9);
        Assert.True(comparison.Gain.Low < comparison.Gain.Value && comparison.Gain.Value < comparison.Gain.High);
    }

    private static SolvedProblem Solved(bool weakIsRight, bool byStrong)
    {
        var problem = new MathProblem("1 + 1 = ?", new RecordedOpinion("weak", "2", weakIsRight), new RecordedOpinion("strong", "2", true));
        var price = byStrong ? MathTutorPrices.Strong : MathTutorPrices.Weak;
        return new SolvedProblem(problem, new DecisionTrace { Policy = "MathTutor", PolicyHash = "", Model = byStrong ? "gpt4" : "mixtral", Cost = price.Of(4) });
    }

    private static class MathTutorPrices
    {
        public static MoneyRate Weak { get; } = MoneyRate.PerMillionTokens(0.24m);

        public static MoneyRate Strong { get; } = MoneyRate.PerMillionTokens(24.70m);
    }
}
