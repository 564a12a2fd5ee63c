using OptPolicy.Kernels.Sampling;
using OptPolicy.Kernels.Speculation;

namespace OptPolicy.Kernels.Tests.Speculation;

public sealed class SuffixDrafterTests
{
    private static readonly DraftContext Context = new(SamplingOptions.Greedy, 0, null, default);

    [Fact]
    public void GuessesWhatFollowedTheLongestMatch()
    {
        Assert.Equal([7, 8, 9], Guess([5, 6, 1, 4, 5, 6, 7, 8, 9, 2, 4, 5, 6], 3));
    }

    [Fact]
    public void PrefersTheMostRecentOfEquallyLongMatches()
    {
        Assert.Equal([3], Guess([1, 2, 9, 1, 3, 9, 1], 1));
    }

    [Fact]
    public void GoesOnWithThePeriodPastTheEnd()
    {
        Assert.Equal([2, 3, 1, 2, 3, 1, 2], Guess([1, 2, 3, 1, 2, 3, 1], 7));
    }

    [Fact]
    public void GuessesNothingWithoutAMatch()
    {
        Assert.Equal([], Guess([1, 2, 3, 4], 4));
    }

    [Fact]
    public void RemembersABoundedNumberOfTokens()
    {
        using var drafter = new SuffixDrafter(maxTokens: 64);
        drafter.Begin(Enumerable.Range(0, 1000).ToArray());
        drafter.Commit(Enumerable.Range(2000, 500).ToArray(), default);
        drafter.Commit([2490], default);

        var draft = new int[3];
        Assert.Equal(3, drafter.Propose(draft, Context));
        Assert.Equal([2491, 2492, 2493], draft);
        drafter.Commit([2000], default);
        Assert.Equal(0, drafter.Propose(draft, Context));
    }

    private static int[] Guess(int[] text, int count)
    {
        using var drafter = new SuffixDrafter();
        drafter.Begin(text.AsSpan(0, 2));
        drafter.Commit(text.AsSpan(2), default);
        var draft = new int[count];
        return draft[..drafter.Propose(draft, Context)];
    }
}
