using OptPolicy.Kernels.Sampling;
using OptPolicy.Kernels.Speculation;

namespace OptPolicy.Kernels.Tests.Speculation;

public sealed class TextDrafterTests
{
    private static readonly DraftContext Context = new(SamplingOptions.Greedy, 0, null, default);
    private static readonly int[] Text = [10, 11, 12, 13, 14, 15, 16, 17, 18];

    [Fact]
    public void GuessesAHintFromItsBeginning()
    {
        using var drafter = Begun();

        Assert.Equal(Text[..4], Guess(drafter, 4));
    }

    [Fact]
    public void FindsItsPlaceAgainAfterADeviation()
    {
        using var drafter = Begun();

        drafter.Commit([10, 11, 99, 14, 15], default);

        Assert.Equal([16, 17, 18], Guess(drafter, 8));
    }

    [Fact]
    public void StaysWithTheHintThatMatchesLongest()
    {
        using var drafter = TextDrafter.FromHints([Text, new[] { 10, 20, 21, 22, 23 }]);
        drafter.Begin([1]);

        drafter.Commit([10, 20], default);

        Assert.Equal([21, 22, 23], Guess(drafter, 3));
    }

    [Fact]
    public void HistoryOffersTheAnswersOfItsScopeOnly()
    {
        var history = new DraftHistory();
        using (var first = TextDrafter.FromHistory(history, "a"))
        {
            first.Begin([1]);
            first.Commit(Text, default);
        }

        using var same = TextDrafter.FromHistory(history, "a");
        using var other = TextDrafter.FromHistory(history, "b");
        same.Begin([1]);
        other.Begin([1]);

        Assert.Equal(Text[..3], Guess(same, 3));
        Assert.Equal([], Guess(other, 3));
    }

    [Fact]
    public void HistoryKeepsTheLatestTextsOfTheLatestScopes()
    {
        var history = new DraftHistory(maxScopes: 2, maxTexts: 2, maxTokens: 3);
        history.Add("a", [1, 1]);
        history.Add("b", [1, 2]);
        history.Add("b", [1, 3]);
        history.Add("b", [1, 2]);
        history.Add("b", [1, 4, 5, 6]);
        history.Find("a");
        history.Add("c", [1, 5]);

        Assert.Single(history.Find("a"));
        Assert.Empty(history.Find("b"));
        Assert.Single(history.Find("c"));
        history.Add("a", [7, 8, 9, 10]);
        Assert.Equal([3, 2], history.Find("a").Select(t => t.Length));
    }

    private static TextDrafter Begun()
    {
        var drafter = TextDrafter.FromHints([Text]);
        drafter.Begin([1, 2]);
        return drafter;
    }

    private static int[] Guess(TextDrafter drafter, int count)
    {
        var draft = new int[count];
        return draft[..drafter.Propose(draft, Context)];
    }
}
