using Microsoft.Extensions.AI;
using OptPolicy.Runtime.Tests.Pipeline;
using static OptPolicy.Runtime.Tests.Caching.Semantic.SemanticDesk;

namespace OptPolicy.Runtime.Tests.Caching.Semantic;

public sealed class SemanticCacheTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task OtherWordsGetTheSameAnswerWithItsNumbers(bool written, bool read)
    {
        using var desk = Of(new FakeModel(Answer.Text("press the blue button")));
        await desk.AskAsync(written, Reset, cancellationToken: Token);
        desk.Clock.Advance(TimeSpan.FromMinutes(5));

        var response = await desk.AskAsync(read, Forgot, cancellationToken: Token);

        Assert.Equal("press the blue button", response.Text);
        Assert.Equal(1, desk.Models[0].Calls);
        var hit = HitOf(response)!;
        Assert.Equal(0.95, hit.Similarity, 3);
        Assert.Equal("near", hit.Reason);
        Assert.Equal(TimeSpan.FromMinutes(5), hit.Age);
        Assert.Equal(0.0003m, hit.Saved);
        Assert.Equal("semantic", CacheOf(response));
        Assert.Equal(0, desk.Ledger.Entries[1].Trace.Cost);
        Assert.Equal(0.0003m, desk.Ledger.Entries[1].Trace.BaselineCost);
    }

    [Fact]
    public async Task DifferenceThatAGuardSeesIsAMissHoweverNear()
    {
        using var desk = Of(new FakeModel());
        await desk.AskAsync(Reset, cancellationToken: Token);

        var response = await desk.AskAsync(Negated, cancellationToken: Token);

        Assert.Equal("miss", CacheOf(response));
        Assert.Contains("semantic cache: guard:negation at 0.990", response.GetDecisionTrace()!.Notes);
        Assert.Equal(2, desk.Models[0].Calls);
    }

    [Fact]
    public async Task QuestionBetweenTwoEntriesBelongsToNeither()
    {
        using var desk = Of(Policy(Settings), Between, new FakeModel(Answer.Text("the blue one"), Answer.Text("the red one"), Answer.Text("fresh")));
        await desk.AskAsync(Reset, cancellationToken: Token);
        await desk.AskAsync(Sibling, cancellationToken: Token);

        var response = await desk.AskAsync(Forgot, cancellationToken: Token);

        Assert.Equal("fresh", response.Text);
        Assert.Contains(response.GetDecisionTrace()!.Notes, static note => note.StartsWith("semantic cache: rival at 0.95", StringComparison.Ordinal));
    }

    [Fact]
    public async Task TwoEntriesWithOneAnswerAreNoRivals()
    {
        using var desk = Of(Policy(Settings), Between, new FakeModel(Answer.Text("the blue one")));
        await desk.AskAsync(Reset, cancellationToken: Token);
        await desk.AskAsync(Sibling, cancellationToken: Token);

        Assert.Equal("near", HitOf(await desk.AskAsync(Forgot, cancellationToken: Token))!.Reason);
        Assert.Equal(2, desk.Models[0].Calls);
    }

    private const string Sibling = "Reset the password: how?";

    // Both lie 0.95 and 0.94 from Forgot, and far from each other.
    private static PlantedVectors Between => new PlantedVectors().Near(Reset, Forgot, 0.95).Near(Sibling, Forgot, 0.94);

    public static TheoryData<string> OtherCircumstances => ["history", "system", "instructions", "tool", "format", "temperature", "tenant", "author"];

    [Theory]
    [MemberData(nameof(OtherCircumstances))]
    public async Task OnlyTheLastTurnMayDiffer(string circumstance)
    {
        using var desk = Of(new FakeModel());
        await desk.Client.GetResponseAsync([new(ChatRole.User, Reset)], new ChatOptions().WithTenant("one"), Token);
        ChatMessage last = new(ChatRole.User, Forgot);
        (ChatMessage[] messages, var options) = circumstance switch
        {
            "history" => ([new(ChatRole.User, "hello"), new(ChatRole.Assistant, "hello"), last], new ChatOptions()),
            "system" => ([new(ChatRole.System, "Answer in verse."), last], new ChatOptions()),
            "instructions" => ((ChatMessage[])[last], new ChatOptions { Instructions = "Answer in verse." }),
            "tool" => ([last], new ChatOptions { Tools = [AIFunctionFactory.Create(static (string user) => user, "reset")] }),
            "format" => ([last], new ChatOptions { ResponseFormat = ChatResponseFormat.Json }),
            "temperature" => ([last], new ChatOptions { Temperature = 0.7f }),
            "author" => ([new(ChatRole.User, Forgot) { AuthorName = "Ada" }], new ChatOptions()),
            _ => ([last], new ChatOptions().WithTenant("two")),
        };
        if (circumstance != "tenant") options.WithTenant("one");

        Assert.Equal("miss", CacheOf(await desk.Client.GetResponseAsync(messages, options, Token)));
        Assert.Equal("semantic", CacheOf(await desk.Client.GetResponseAsync([last], new ChatOptions().WithTenant("one"), Token)));
    }

    [Fact]
    public async Task TurnsOfAgentsTakeNoPart()
    {
        var vectors = Vectors;
        using var desk = Of(Policy(Settings), vectors, new FakeModel());
        ChatMessage[] messages =
        [
            new(ChatRole.User, Reset),
            new(ChatRole.Assistant, [new FunctionCallContent("1", "find")]),
            new(ChatRole.Tool, [new FunctionResultContent("1", "found")]),
        ];

        var response = await desk.Client.GetResponseAsync(messages, null, Token);

        Assert.Equal("bypass", CacheOf(response));
        Assert.Equal(0, vectors.Calls);
    }

    public static TheoryData<string> AnswersNotToKeep => ["truncated", "filtered", "cut", "broken", "failed", "calls", "empty"];

    [Theory]
    [MemberData(nameof(AnswersNotToKeep))]
    public async Task BadAnswersAreNotKept(string kind)
    {
        var bad = kind switch
        {
            "truncated" => Answer.Text("half an answer") with { Finish = ChatFinishReason.Length },
            "filtered" => Answer.Text("no") with { Finish = ChatFinishReason.ContentFilter },
            "cut" => Answer.CutShort("half an"),
            "broken" => Answer.BreaksInTheMiddle("half an", new IOException("reset")),
            "failed" => Answer.Fails(500),
            "calls" => Answer.Text("call") with { Finish = ChatFinishReason.ToolCalls },
            _ => Answer.Text(" "),
        };
        using var desk = Of(new FakeModel(bad, Answer.Text("whole")));
        await Record.ExceptionAsync(() => desk.AskAsync(streaming: true, Reset, cancellationToken: Token));

        Assert.Equal("whole", (await desk.AskAsync(Forgot, cancellationToken: Token)).Text);
        Assert.Equal(2, desk.Models[0].Calls);
    }

    [Fact]
    public async Task HitsDoNotExtendLife()
    {
        using var desk = Of(new FakeModel());
        await desk.AskAsync(Reset, cancellationToken: Token);
        for (var i = 0; i < 3; i++)
        {
            desk.Clock.Advance(TimeSpan.FromMinutes(19));
            Assert.Equal("semantic", CacheOf(await desk.AskAsync(Forgot, cancellationToken: Token)));
        }

        desk.Clock.Advance(TimeSpan.FromMinutes(4));

        Assert.Equal("miss", CacheOf(await desk.AskAsync(Forgot, cancellationToken: Token)));
    }

    [Fact]
    public async Task CopyInTheExactCacheDiesWithItsEntry()
    {
        using var desk = Of(WithExact(Settings), Vectors, new FakeModel());
        await desk.AskAsync(Reset, cancellationToken: Token);
        desk.Clock.Advance(TimeSpan.FromMinutes(50));
        Assert.Equal("semantic", CacheOf(await desk.AskAsync(Forgot, cancellationToken: Token)));
        Assert.Equal("hit", CacheOf(await desk.AskAsync(Forgot, cancellationToken: Token)));

        desk.Clock.Advance(TimeSpan.FromMinutes(11));

        Assert.Equal("miss", CacheOf(await desk.AskAsync(Forgot, cancellationToken: Token)));
    }

    [Fact]
    public async Task NothingIsCopiedToAWiderScope()
    {
        using var desk = Of(WithExact(Settings with { Scope = ["tenant", "user"] }), Vectors, new FakeModel());
        var (ada, bob) = (new ChatOptions().WithUser("ada"), new ChatOptions().WithUser("bob"));
        await desk.AskAsync(Reset, ada, Token);
        Assert.Equal("semantic", CacheOf(await desk.AskAsync(Forgot, ada, Token)));

        Assert.Equal("miss", CacheOf(await desk.AskAsync(Forgot, bob, Token)));
    }

    [Fact]
    public async Task QuestionIsEmbeddedOnceARequest()
    {
        var vectors = Vectors;
        using var desk = Of(Policy(Settings), vectors, new FakeModel());

        await desk.AskAsync(Reset, cancellationToken: Token);
        await desk.AskAsync(Forgot, cancellationToken: Token);

        Assert.Equal(2, vectors.Calls);
    }

    [Theory]
    [InlineData("no-cache", "miss", true)]
    [InlineData("no-store", "semantic", false)]
    [InlineData("max-age=60", "miss", true)]
    [InlineData("max-age=600", "semantic", false)]
    [InlineData("gibberish", "bypass", false)]
    public async Task RequestsCanOnlyTighten(string control, string expected, bool stores)
    {
        using var desk = Of(new FakeModel());
        await desk.AskAsync(Reset, cancellationToken: Token);
        desk.Clock.Advance(TimeSpan.FromMinutes(5));
        var options = new ChatOptions { AdditionalProperties = new() { [CacheControl.PropertyName] = control } };

        Assert.Equal(expected, CacheOf(await desk.AskAsync(Forgot, options, Token)));
        Assert.Equal(stores ? 2 : 1, await Operations(desk).CountAsync(Token));
    }

    [Fact]
    public async Task AnswerThatMustNotBeStoredIsNot()
    {
        using var desk = Of(new FakeModel());

        await desk.AskAsync(Reset, new ChatOptions().WithCacheControl(new CacheControl(NoStore: true)), Token);

        Assert.Equal(0, await Operations(desk).CountAsync(Token));
        Assert.Equal("miss", CacheOf(await desk.AskAsync(Forgot, cancellationToken: Token)));
    }

    internal static HandPolicy WithExact(SemanticCacheSettings settings) => new()
    {
        ModelTable = [HandPolicy.Model(0, "a")],
        EmbedderTable = [new EmbedderInfo("planted", EmbedderSource.Client, null)],
        SemanticCacheValue = settings,
        CacheValue = new ExactCacheSettings(TimeSpan.FromHours(24), ["tenant"]),
    };
}
