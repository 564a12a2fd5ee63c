using OptPolicy.Cli.Caching.Deciding;
using OptPolicy.Cli.Caching.Labels;
using OptPolicy.Cli.Caching.Tuning;

namespace OptPolicy.Cli.Tests.Caching;

public class QuestionFoldsTests
{
    [Fact]
    public void QuestionsThatAreLinkedStayTogetherAndFoldsAreEven()
    {
        // Chains of four questions each, linked over their pairs: 0-1, 1-2, 2-3.
        var pairs = Enumerable.Range(0, 40).SelectMany(static chain => Enumerable.Range(0, 3).Select(link => Pair($"chain {chain} question {link}", $"chain {chain} question {link + 1}"))).ToArray();

        var folds = QuestionFolds.Of(pairs, 5, seed: 3);

        Assert.All(folds, static fold => Assert.Equal(24, fold.Count));
        var owners = folds.SelectMany((fold, i) => fold.SelectMany(p => new[] { (p.Label.Cached, i), (p.Label.Asked, i) })).Distinct();
        Assert.All(owners.GroupBy(static o => o.Item1, StringComparer.Ordinal), static question => Assert.Single(question));
    }

    [Fact]
    public void ASeedDecidesAndTheOrderOfRowsDoesNot()
    {
        var pairs = Enumerable.Range(0, 50).Select(static i => Pair($"question {i}", $"other question {i}")).ToArray();

        Assert.Equal(Described(QuestionFolds.Of(pairs, 5, seed: 1)), Described(QuestionFolds.Of([.. pairs.Reverse()], 5, seed: 1)));
        Assert.NotEqual(Described(QuestionFolds.Of(pairs, 5, seed: 1)), Described(QuestionFolds.Of(pairs, 5, seed: 2)));

        static string Described(IReadOnlyList<IReadOnlyList<MeasuredPair>> folds) => string.Join('|', folds.Select(static f => string.Join(',', f.Select(static p => p.Label.Cached))));
    }

    private static MeasuredPair Pair(string cached, string asked) =>
        new(new LabelledPair(cached, asked, IsRight: true), QuestionText.Of(asked), QuestionText.Of(cached), 0.9, new HitDecision(HitAction.Serve, "near", 0.9));
}
