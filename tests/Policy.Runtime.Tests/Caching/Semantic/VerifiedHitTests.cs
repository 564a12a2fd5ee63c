using Microsoft.Extensions.AI;
using OptPolicy.Runtime.Tests.Pipeline;
using static OptPolicy.Runtime.Tests.Caching.Semantic.SemanticDesk;

namespace OptPolicy.Runtime.Tests.Caching.Semantic;

public sealed class VerifiedHitTests
{
    private const string Similar = "How could someone reset the password?";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("yes", "semantic")]
    [InlineData("Yes.", "semantic")]
    [InlineData("no", "miss")]
    [InlineData("yes and no", "miss")]
    [InlineData("", "miss")]
    public async Task OnlyAClearYesServes(string verdict, string expected)
    {
        using var desk = Judged(Answer.Text(verdict));
        await desk.AskAsync(Reset, cancellationToken: Token);

        var response = await desk.AskAsync(Forgot, cancellationToken: Token);

        Assert.Equal(expected, CacheOf(response));
        if (expected is "semantic") Assert.Equal("verified", HitOf(response)!.Reason);
    }

    [Fact]
    public async Task JudgeThatFailsMeansAMiss()
    {
        using var desk = Judged(Answer.Fails(500));
        await desk.AskAsync(Reset, cancellationToken: Token);

        Assert.Equal("miss", CacheOf(await desk.AskAsync(Forgot, cancellationToken: Token)));
    }

    [Fact]
    public async Task JudgeThatHangsMeansAMissInTime()
    {
        using var desk = Judged(Answer.NeverAndDeaf());
        await desk.AskAsync(Reset, cancellationToken: Token);

        Assert.Equal("miss", CacheOf(await desk.WithClock(desk.AskAsync(Forgot, cancellationToken: Token), TimeSpan.FromSeconds(1))));
    }

    [Fact]
    public async Task DifferenceInMeaningIsNotEvenAskedAbout()
    {
        using var desk = Judged(Answer.Text("yes"));
        await desk.AskAsync(Reset, cancellationToken: Token);

        Assert.Equal("miss", CacheOf(await desk.AskAsync(Negated, cancellationToken: Token)));
        Assert.Equal(0, desk.Models[1].Calls);
    }

    [Fact]
    public async Task QuestionsReachTheJudgeAsData()
    {
        using var desk = Judged(Answer.Text("no"));
        await desk.AskAsync(Reset, cancellationToken: Token);
        await desk.AskAsync(Forgot, cancellationToken: Token);

        var (messages, options) = Assert.Single(desk.Models[1].Requests);
        Assert.Contains($"<question>{Forgot}</question>", messages[1].Text, StringComparison.Ordinal);
        Assert.Equal(0, options!.Temperature);
    }

    private static Desk Judged(Answer verdict)
    {
        var policy = new HandPolicy
        {
            ModelTable = [HandPolicy.Model(0, "a"), HandPolicy.Model(1, "judge")],
            EmbedderTable = [new EmbedderInfo("planted", EmbedderSource.Client, null)],
            SemanticCacheValue = Settings with { Verifier = new VerifierInfo("judge", 1, null) },
            VerifyWhen = static candidate => candidate.Similarity < 0.97,
        };
        return Of(policy, Vectors.Near(Similar, Reset, 0.85), new FakeModel(), new FakeModel(verdict));
    }
}
