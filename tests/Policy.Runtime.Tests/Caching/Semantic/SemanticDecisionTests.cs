namespace OptPolicy.Runtime.Tests.Caching.Semantic;

public sealed class SemanticDecisionTests
{
    private const string Asked = "Where can I read about exporting invoices?";

    [Fact]
    public void TheEntryThatSharesTheQuestionsWordsStandsClearOfANearerOneThatDoesNot()
    {
        var (words, topic) = (QuestionText.Of("Where could I please read about exporting invoices?"), QuestionText.Of("Where are payments listed?"));
        var asked = QuestionText.Of(Asked);
        var (own, rival) = (HitEvidence.Of(0.9, asked, words), HitEvidence.Of(0.93, asked, topic));
        Assert.True(own > rival);

        Assert.Equal((HitAction.Serve, "near"), Outcome(asked, words, 0.9, new HitSurroundings(rival, IsBehind: false)));
        Assert.Equal((HitAction.Miss, "rival"), Outcome(asked, words, 0.9, new HitSurroundings(own - 0.01, IsBehind: false)));
        Assert.Equal((HitAction.Miss, "behind"), Outcome(asked, words, 0.9, new HitSurroundings(rival, IsBehind: true)));
    }

    [Theory]
    [InlineData(false, false, "guard:minimal_pair")]
    [InlineData(true, true, "near")]
    public void DoubtsAreServedWhereThePolicySaysSo(bool servesDoubts, bool isServed, string reason)
    {
        var (asked, cached) = (QuestionText.Of("Where is the best phone?"), QuestionText.Of("Where is the best waterproof phone?"));
        Assert.Equal((isServed ? HitAction.Serve : HitAction.Miss, reason), Outcome(asked, cached, 0.95, default, servesDoubts));
    }

    [Fact]
    public void DifferencesAreNeverServedHoweverLaxThePolicy()
    {
        var (asked, cached) = (QuestionText.Of("Send 5 boxes"), QuestionText.Of("Send 6 boxes"));
        Assert.Equal((HitAction.Miss, "guard:numbers"), Outcome(asked, cached, 0.99, default, servesDoubts: true));
    }

    private static (HitAction, string) Outcome(QuestionText asked, QuestionText cached, double similarity, HitSurroundings around, bool servesDoubts = false)
    {
        var settings = new SemanticCacheSettings(Embedder: 0, Threshold: 0.85, TimeSpan.FromHours(1), [], new SemanticStoreInfo("memory", "")) { ServesDoubts = servesDoubts };
        var decision = new SemanticDecision(settings, static _ => false).Decide(asked, cached, similarity, around, [], learning: null);
        return (decision.Action, decision.Reason);
    }
}
