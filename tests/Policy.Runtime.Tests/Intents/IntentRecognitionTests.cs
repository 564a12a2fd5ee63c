using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using OptPolicy.Runtime.Tests.Pipeline;
using OptPolicy.Runtime.Tests.Retrieval;

namespace OptPolicy.Runtime.Tests.Intents;

public sealed class IntentRecognitionTests
{
    [Theory]
    [InlineData("my money back I want", "refund", "b", false)]
    [InlineData("my money back I want", "refund", "b", true)]
    [InlineData("parcel, where is it", "parcel", "a", false)]
    [InlineData("tell a joke about penguins", "none", "a", false)]
    public async Task RuleReadsTheIntentThatTheQuestionIsNearestTo(string question, string intent, string model, bool streaming)
    {
        using var desk = IntentDesk.Of(IntentDesk.Policy(), new CountedWords());
        await desk.AskAsync(streaming, question);

        Assert.Equal((intent, model), (desk.Trace.Intent, desk.Trace.Model));
        Assert.InRange(desk.Trace.IntentSimilarity!.Value, -1, 1);
    }

    [Fact]
    public async Task NothingIsEmbeddedWhileNoRuleAsks()
    {
        var words = new CountedWords();
        using var desk = IntentDesk.Of(IntentDesk.Policy(static facts => facts.HasTools && facts.Intent == "refund" ? 1 : 0), words);
        await desk.AskAsync("my money back I want");

        Assert.Equal((0, null), (words.Calls, desk.Trace.Intent));
    }

    [Fact]
    public async Task IntentOfTheHostIsTakenAsItIs()
    {
        var words = new CountedWords();
        using var desk = IntentDesk.Of(IntentDesk.Policy(), words);
        await desk.AskAsync("where is my parcel", new ChatOptions().WithIntent("refund"));

        Assert.Equal((0, "b"), (words.Calls, desk.Trace.Model));
        Assert.Null(desk.Trace.Intent);
    }

    [Fact]
    public async Task ExamplesAreEmbeddedOnceAndAQuestionOnceARequest()
    {
        var words = new CountedWords();
        using var desk = IntentDesk.Of(IntentDesk.Policy(static facts => facts.Intent is "refund" || facts.Intent is "parcel" ? 1 : 0), words);
        await desk.AskAsync("where is my parcel");
        await desk.AskAsync("refund my order");

        Assert.Equal(IntentDesk.Examples + 2, words.Calls);
    }

    [Fact]
    public async Task RetrievalAndIntentShareTheVectorOfAQuestion()
    {
        var words = new CountedWords();
        var policy = new HandPolicy
        {
            ModelTable = [HandPolicy.Model(0, "a"), HandPolicy.Model(1, "b")],
            EmbedderTable = [new EmbedderInfo("words", EmbedderSource.Client, null)],
            IntentSet = IntentDesk.Set,
            RetrievalTable = [RetrievalDesk.Settings],
            RetrievesWhen = static facts => facts.Intent != "parcel",
        };
        using var desk = IntentDesk.Of(policy, words, services: new ServiceCollection().AddRetrievalCollection("handbook", _ => RetrievalDesk.Handbook));
        await desk.AskAsync(RetrievalDesk.Question);
        Assert.Equal(IntentDesk.Examples + 1, words.Calls);
        Assert.NotEmpty(desk.Ledger.Entries.Last().Trace.Passages);

        await desk.AskAsync("where is my parcel");
        Assert.Empty(desk.Ledger.Entries.Last().Trace.Passages);
    }

    [Fact]
    public async Task FailingEmbedderLeavesTheIntentUnknownAndTheRequestServed()
    {
        using var desk = IntentDesk.Of(IntentDesk.Policy(), new BrokenWords());
        await desk.AskAsync("refund my order");

        Assert.Equal(("a", null), (desk.Trace.Model, desk.Trace.Intent));
        Assert.Contains("no intent: the embedder failed", desk.Trace.Notes);
    }

    [Fact]
    public async Task EmbedderThatFailedOnceIsAskedAgainByTheNextRequest()
    {
        var words = new BrokenWords { Failures = 1 };
        using var desk = IntentDesk.Of(IntentDesk.Policy(), words);
        await desk.AskAsync("refund my order");
        await desk.AskAsync("refund my order");

        Assert.Equal(["a", "b"], desk.Ledger.Entries.Select(e => e.Trace.Model));
    }

    [Fact]
    public async Task ScopeOfACacheKeepsIntentsApart()
    {
        var words = new CountedWords();
        var policy = new HandPolicy
        {
            ModelTable = [HandPolicy.Model(0, "a"), HandPolicy.Model(1, "b")],
            EmbedderTable = [new EmbedderInfo("words", EmbedderSource.Client, null)],
            IntentSet = IntentDesk.Set,
            CacheValue = new ExactCacheSettings(TimeSpan.FromHours(1), ["intent"]),
        };
        using var desk = IntentDesk.Of(policy, words);
        await desk.AskAsync("refund my order please");
        await desk.AskAsync("refund my order please", new ChatOptions().WithIntent("parcel"));
        await desk.AskAsync("refund my order please");

        Assert.Equal(["miss", "miss", "hit"], desk.Ledger.Entries.Select(e => e.Trace.Cache));
    }

    [Fact]
    public void PoliciesWithoutIntentsNeverWantOne()
    {
        var facts = new RequestFacts([new ChatMessage(ChatRole.User, "refund my order")]);

        Assert.Equal("", facts.Intent);
        Assert.False(facts.IsIntentWanted);
    }

    [Fact]
    public async Task ShippedEmbedderTellsIntentsApartInOtherWordsAndKnowsWhatIsNone()
    {
        var policy = new HandPolicy
        {
            ModelTable = [HandPolicy.Model(0, "a"), HandPolicy.Model(1, "b")],
            EmbedderTable = [new EmbedderInfo("shipped", EmbedderSource.Shipped, null)],
            IntentSet = new(0,
            [
                new("refund", ["I want my money back", "refund my order", "how do I return a product", "give me a refund"]),
                new("parcel", ["where is my parcel", "when will my order arrive", "track my delivery", "has my package been shipped"]),
                new("password", ["I forgot my password", "reset my password", "I cannot log in", "change my login"]),
            ]),
            Choose = static facts => facts.Intent.Length > 0 ? 1 : 0,
        };
        using var desk = new Desk(policy, static options => options.EmbeddingTimeout = TimeSpan.FromMinutes(1), new FakeModel(), new FakeModel());
        (string Question, string Intent)[] asked =
        [
            ("can I get my money back please", "refund"),
            ("how can I return my order", "refund"),
            ("my package still has not arrived", "parcel"),
            ("the site does not accept my password", "password"),
            ("write a poem about the sea", "none"),
            ("what is the capital of Norway", "none"),
        ];
        foreach (var (question, _) in asked) await desk.AskAsync(question);

        Assert.Equal(asked.Select(a => a.Intent), desk.Ledger.Entries.Select(e => e.Trace.Intent));
    }

    private sealed class BrokenWords : IEmbeddingGenerator<string, Embedding<float>>
    {
        private readonly CountedWords _words = new();

        public int Failures { get; set; } = int.MaxValue;

        public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default) =>
            Failures-- > 0 ? throw new HttpRequestException("down") : _words.GenerateAsync(values, options, cancellationToken);

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose() => _words.Dispose();
    }
}
