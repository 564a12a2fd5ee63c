using OptPolicy.Runtime.Tests.Pipeline;

namespace OptPolicy.Runtime.Tests.Retrieval;

public class RetrievalCachingTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AnAnswerIsServedAgainOnlyWithTheSameDocuments(bool streaming)
    {
        var model = new FakeModel(Answer.Text("30 days"), Answer.Text("60 days"));
        var collection = RetrievalDesk.Handbook;
        using var desk = RetrievalDesk.Of(Cached(), collection, model);

        await desk.AskAsync(streaming, RetrievalDesk.Question);
        var again = await desk.AskAsync(streaming, RetrievalDesk.Question);
        Assert.Equal("hit", again.GetDecisionTrace()!.Cache);
        Assert.Equal(["refunds", "late"], again.GetCitations().Select(c => c.Id));

        collection.Passages = [("refunds", "Refunds are possible within 60 days."), .. collection.Passages[1..]];
        Assert.Equal("60 days", (await desk.AskAsync(streaming, RetrievalDesk.Question)).Text);
        Assert.Equal(2, model.Calls);
    }

    [Fact]
    public async Task ADocumentThatIsNotFoundForAQuestionDoesNotTouchItsAnswer()
    {
        var model = new FakeModel();
        var collection = RetrievalDesk.Handbook;
        using var desk = RetrievalDesk.Of(Cached(), collection, model);
        await desk.AskAsync(RetrievalDesk.Question);
        collection.Passages = [.. collection.Passages[..2], ("shipping", "Parcels leave our house on Tuesdays.")];
        await desk.AskAsync(RetrievalDesk.Question);
        Assert.Equal(1, model.Calls);
    }

    [Fact]
    public async Task AnotherWordingIsAnsweredFromTheCacheOnlyWithTheSameDocumentsAndEmbedsOnce()
    {
        var words = new CountedWords();
        var model = new FakeModel();
        var collection = RetrievalDesk.Handbook;
        using var desk = RetrievalDesk.Of(Semantic(), collection, words, static _ => { }, model);

        await desk.AskAsync(RetrievalDesk.Question);
        Assert.Equal(1, words.Calls);
        Assert.Equal("semantic", (await desk.AskAsync("When are refunds possible, please?")).GetDecisionTrace()!.Cache);
        Assert.Equal(2, words.Calls);

        collection.Passages = [("refunds", "Refunds are possible within 60 days."), .. collection.Passages[1..]];
        Assert.Equal("miss", (await desk.AskAsync("When are refunds possible, please?")).GetDecisionTrace()!.Cache);
        Assert.Equal(2, model.Calls);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AFailingCollectionLeavesARequestWithoutPassagesWhoseAnswerIsNotKept(bool streaming)
    {
        var model = new FakeModel();
        var collection = RetrievalDesk.Handbook;
        collection.Before = static _ => throw new InvalidOperationException("down");
        using var desk = RetrievalDesk.Of(Cached(), collection, model);

        var response = await desk.AskAsync(streaming, RetrievalDesk.Question);
        Assert.Empty(response.GetCitations());
        Assert.Equal(["no passages from handbook: it failed"], response.GetDecisionTrace()!.Notes);
        await desk.AskAsync(streaming, RetrievalDesk.Question);
        Assert.Equal(2, model.Calls);

        collection.Before = static _ => Task.CompletedTask;
        Assert.Equal(2, (await desk.AskAsync(streaming, RetrievalDesk.Question)).GetCitations().Count);
        Assert.Equal(3, model.Calls);
    }

    [Fact]
    public async Task ACollectionThatHangsCostsNoMoreThanTheTimeLimit()
    {
        var collection = RetrievalDesk.Handbook;
        collection.Before = static _ => new TaskCompletionSource().Task;
        using var desk = RetrievalDesk.Of(Cached(), collection, new FakeModel());
        var response = await desk.WithClock(desk.AskAsync(RetrievalDesk.Question), TimeSpan.FromSeconds(1));
        Assert.Equal(["no passages from handbook: it took too long"], response.GetDecisionTrace()!.Notes);
    }

    private static HandPolicy Cached() => new()
    {
        ModelTable = [HandPolicy.Model(0, "a")],
        EmbedderTable = RetrievalDesk.Policy().EmbedderTable,
        RetrievalTable = [RetrievalDesk.Settings],
        CacheValue = new ExactCacheSettings(TimeSpan.FromHours(1), ["tenant"]),
    };

    private static HandPolicy Semantic() => new()
    {
        ModelTable = [HandPolicy.Model(0, "a")],
        EmbedderTable = RetrievalDesk.Policy().EmbedderTable,
        RetrievalTable = [RetrievalDesk.Settings],
        SemanticCacheValue = new SemanticCacheSettings(0, 0.8, TimeSpan.FromHours(1), ["tenant"], new SemanticStoreInfo("memory", "")),
    };
}
