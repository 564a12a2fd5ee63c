using Microsoft.Extensions.AI;
using OptPolicy.Runtime.Tests.Pipeline;
using OptPolicy.Runtime.Tests.Storage;
using static OptPolicy.Runtime.Tests.Caching.Semantic.SemanticDesk;

namespace OptPolicy.Runtime.Tests.Caching.Semantic;

/// <summary>A scope learns from answers that were given anyway, and keeps what it learned.</summary>
public sealed class LearningThroughClientTests
{
    private const int Wordings = 40;

    private static readonly SemanticCacheSettings Learning = Settings with { MostFalseHits = 0.1 };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task NothingIsServedInOtherWordsBeforeAnythingWasLearned()
    {
        using var desk = Of(Learning, new FakeModel());
        await desk.AskAsync(Reset, cancellationToken: Token);

        var response = await desk.AskAsync(Forgot, cancellationToken: Token);

        Assert.Equal("miss", CacheOf(response));
        Assert.Contains("semantic cache: doubtful at 0.950", response.GetDecisionTrace()!.Notes);
    }

    [Fact]
    public async Task AnswersThatAgreeTeachTheScopeToServe()
    {
        using var desk = Of(Policy(Learning), Pairs(), new FakeModel(Answer.Text("press the blue button")));
        await TeachAsync(desk);

        Assert.Equal("near", HitOf(await AskAsync(desk, Wording(Wordings)))!.Reason);
    }

    [Fact]
    public async Task AnswersThatDifferTeachTheScopeNotToServe()
    {
        using var desk = Of(Policy(Learning with { Calibration = SureOf(0.9), AuditShare = 1 }), Pairs(), new FakeModel([.. Enumerable.Range(0, 500).Select(static i => Answer.Text($"answer {(char)('a' + i % 26)}{(char)('a' + i / 26)}"))]));
        await TeachAsync(desk, served: false);

        Assert.Equal("miss", CacheOf(await AskAsync(desk, Wording(Wordings))));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WhatWasLearnedOutlivesTheProcess(bool sameFolder)
    {
        using var folder = new TemporaryFolder();
        SemanticCacheSettings In(string name) => Learning with { Store = new SemanticStoreInfo("local", folder.File(name)) };
        using (var first = Of(Policy(In("cache")), Pairs(), new FakeModel(Answer.Text("press the blue button"))))
            await TeachAsync(first);

        using var second = Of(Policy(In(sameFolder ? "cache" : "other")), Pairs(), new FakeModel(Answer.Text("press the blue button")));
        await AskAsync(second, Question(Wordings));

        Assert.Equal(sameFolder ? "semantic" : "miss", CacheOf(await AskAsync(second, Wording(Wordings))));
    }

    [Fact]
    public async Task LabelsOfAnEntryOutliveTheProcess()
    {
        using var folder = new TemporaryFolder();
        var settings = Learning with { Store = new SemanticStoreInfo("local", folder.File("cache")) };
        using (var first = Of(settings, new FakeModel()))
        {
            await AskAsync(first, Reset);
            await AskAsync(first, Forgot);
        }

        using var second = Of(settings, new FakeModel());
        var explained = await Operations(second).ExplainAsync(Desk.Prompt(Reset), cancellationToken: Token);

        var label = Assert.Single(explained.Candidates.Single(static c => c.Question == Reset).Labels);
        Assert.True(label.IsRight);
        Assert.Equal(0.95, label.Similarity, 3);
    }

    [Fact]
    public async Task DifferenceThatAGuardSeesTeachesNothing()
    {
        using var desk = Of(Learning, new FakeModel());
        await AskAsync(desk, Reset);
        await AskAsync(desk, Negated);

        var explained = await Operations(desk).ExplainAsync(Desk.Prompt(Reset), cancellationToken: Token);

        Assert.All(explained.Candidates, static c => Assert.Empty(c.Labels));
    }

    private static async Task TeachAsync(Desk desk, bool served = true)
    {
        for (var i = 0; i < Wordings; i++)
        {
            await AskAsync(desk, Question(i));
            var cache = CacheOf(await AskAsync(desk, Wording(i)));
            if (!served && i > Wordings / 2)
                Assert.Equal("miss", cache);
        }

        await AskAsync(desk, Question(Wordings));
    }

    private static string Question(int i) => $"How can I paint a {Thing(i)}?";

    private static string Wording(int i) => $"How could I paint a {Thing(i)}?";

    // Letters only: numbers would be guarded.
    private static string Thing(int i) => $"w{(char)('a' + i / 26)}{(char)('a' + i % 26)}ll";

    private static PlantedVectors Pairs()
    {
        var vectors = new PlantedVectors();
        for (var i = 0; i <= Wordings; i++)
            vectors.Near(Wording(i), Question(i), 0.96);
        return vectors;
    }

    private static async Task<ChatResponse> AskAsync(Desk desk, string question)
    {
        var response = await desk.AskAsync(question, cancellationToken: Token);
        await ((PolicyChatClient)desk.Client).IdleAsync();
        return response;
    }
}
