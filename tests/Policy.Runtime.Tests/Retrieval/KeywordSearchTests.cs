using Microsoft.Extensions.Logging.Abstractions;
using OptPolicy.Runtime.Tests.Crash;
using OptPolicy.Runtime.Tests.Storage;

namespace OptPolicy.Runtime.Tests.Retrieval;

public sealed class KeywordSearchTests
{
    [Theory]
    [InlineData("Refunds are handled", "refund", "are", "handl")]
    [InlineData("MaxOutputTokens", "maxoutputtokens", "max", "output", "token")]
    [InlineData("max_output", "max_output", "max", "output")]
    [InlineData("an HTTPStatus of 429", "an", "httpstatus", "http", "status", "of", "429")]
    [InlineData("OPT4001: never.", "opt4001", "never")]
    [InlineData("退款 ok", "退", "款", "ok")]
    [InlineData("…")]
    public void AnIdentifierIsFoundAsAWholeAndByItsParts(string text, params string[] terms) => Assert.Equal(terms, KeywordTerms.Of(text));

    [Fact]
    public void OfAQuestionOnlyWhatCarriesATopicIsLookedFor()
    {
        Assert.Equal(["refund", "possibl"], KeywordTerms.OfQuestion("When are refunds possible, and how are refunds?"));
        Assert.Equal(["how", "are", "you"], KeywordTerms.OfQuestion("How are you?"));
    }

    [Fact]
    public void RareWordsWeighMoreAndAWholeMatchIsTheMost()
    {
        var index = new KeywordIndex(["the lamp and the chair", "the lamp", "the chair and the sofa", "the pergola and the lamp"]);
        var scores = new double[4];

        var question = index.Ask("pergola lamp");
        var scored = question.Score(scores);

        Assert.Equal([0, 1, 3], scored.Order());
        Assert.Equal(3, scores.IndexOf(scores.Max()));
        Assert.True(scores[1] > scores[0]);
        Assert.All(scores, static score => Assert.InRange(score, 0, 1));
        Assert.Equal([3, 1], RankedPassages.ByWords(scored, scores, 2));
        Assert.Empty(index.Ask("kettle").Score(new double[4]));
        Assert.Empty(new KeywordIndex([]).Ask("lamp").Score([]));
        Assert.Equal(1, question.Covered(3), 6);
        Assert.InRange(question.Covered(0), 0.1, 0.4);

        // Nobody knows the kettle, which is what is asked about.
        Assert.InRange(index.Ask("lamp kettle").Covered(1), 0.1, 0.4);
    }

    [Fact]
    public async Task WordsFindWhatVectorsDoNotAndBothFindEither()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("docs"));
        (string Name, string Text)[] documents = [("codes.md", "The code OPT4001 names rules that nobody reaches."), ("other.md", "Ein Satz, der anders ist und lang."), ("more.md", "Und noch ein Satz!!")];
        foreach (var (name, text) in documents)
            await File.WriteAllTextAsync(Path.Combine(folder.File("docs"), name), text, TestContext.Current.CancellationToken);
        var embedder = new LengthEmbedder();
        await new CollectionIndexer(embedder, static text => text.Split(' ').Length, new IndexOptions()).RunAsync([.. documents.Select(static d => d.Name)], folder.File("docs"), folder.File("index"), progress: null, TestContext.Current.CancellationToken);
        var collection = new LocalCollection(folder.File("index"), embedder, "retrieve from docs", TimeProvider.System, new PolicyLog(NullLogger.Instance));

        Assert.Equal(["other.md"], await FindAsync(RetrievalSearch.Vector, 0.5));
        Assert.Equal(["codes.md"], await FindAsync(RetrievalSearch.Keywords, -1));
        Assert.Equal(["codes.md", "other.md"], (await FindAsync(RetrievalSearch.Hybrid, -1)).Take(2).Order(StringComparer.Ordinal));

        // What says all words of the question needs no cosine.
        Assert.Equal(["codes.md"], await FindAsync(RetrievalSearch.Keywords, 0.9));
        Assert.Equal(["codes.md", "other.md"], (await FindAsync(RetrievalSearch.Hybrid, 0.9)).Order(StringComparer.Ordinal));

        async Task<IEnumerable<string>> FindAsync(RetrievalSearch search, double leastScore)
        {
            var vector = await embedder.EmbedAsync(documents[1].Text, TestContext.Current.CancellationToken);
            var found = await collection.SearchAsync(new RetrievalQuery(vector, 5, leastScore, new RequestFacts([])) { Question = "What is opt4001?", Search = search }, TestContext.Current.CancellationToken);
            return found.Select(static p => p.Source);
        }
    }
}
