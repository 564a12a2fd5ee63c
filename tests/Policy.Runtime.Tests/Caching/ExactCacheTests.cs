using Microsoft.Extensions.AI;
using OptPolicy.Runtime.Tests.Pipeline;

namespace OptPolicy.Runtime.Tests.Caching;

public sealed class ExactCacheTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task SameRequestIsAnsweredOnceWhetherStreamedOrNot(bool first, bool second)
    {
        using var desk = CachingDesk.Of(new FakeModel(Answer.Text("the answer, once")));

        var asked = await desk.AskAsync(first, cancellationToken: Token);
        var again = await desk.AskAsync(second, cancellationToken: Token);

        Assert.Equal(1, desk.Models[0].Calls);
        Assert.Equal(asked.Text, again.Text);
        var hit = desk.Ledger.Entries[1].Trace;
        Assert.Equal(("hit", null, null, 0m, 0.0003m), (hit.Cache, hit.Rule, hit.Model, hit.Cost, hit.BaselineCost));
        Assert.Equal((100, 50), (hit.InputTokens, hit.OutputTokens));
        Assert.Equal("miss", desk.Ledger.Entries[0].Trace.Cache);
    }

    [Fact]
    public async Task HitIsAFreshResponseThatItsCallerMayChange()
    {
        using var desk = CachingDesk.Of(new FakeModel(Answer.Text("kept")));
        await desk.AskAsync(cancellationToken: Token);

        var mine = await desk.AskAsync(cancellationToken: Token);
        mine.Messages.Clear();

        Assert.Equal("kept", (await desk.AskAsync(cancellationToken: Token)).Text);
    }

    [Fact]
    public async Task ToolCallsSurviveTheCache()
    {
        var call = new FunctionCallContent("call-1", "weather", new Dictionary<string, object?> { ["city"] = "Oslo" });
        var model = new ToolCallingModel(call);
        using var client = new PolicyChatClient(CachingDesk.Policy(), [model], new());
        var options = new ChatOptions { Tools = [AIFunctionFactory.Create(static (string city) => city, "weather")] };

        await client.GetResponseAsync(Desk.Prompt("weather?"), options, Token);
        var hit = await client.GetResponseAsync(Desk.Prompt("weather?"), options, Token);

        var replayed = Assert.IsType<FunctionCallContent>(Assert.Single(hit.Messages[0].Contents));
        Assert.Equal(("weather", "Oslo", 1), (replayed.Name, replayed.Arguments!["city"]!.ToString(), model.Calls));
    }

    public static TheoryData<string> NotKept => ["length", "content filter", "no finish reason", "other reason"];

    [Theory]
    [MemberData(nameof(NotKept))]
    public async Task OnlyCompleteAnswersAreKept(string finish)
    {
        ChatFinishReason? reason = finish switch
        {
            "length" => ChatFinishReason.Length,
            "content filter" => ChatFinishReason.ContentFilter,
            "other reason" => new ChatFinishReason("recitation"),
            _ => null,
        };
        foreach (var streaming in new[] { false, true })
        {
            using var desk = CachingDesk.Of(static o => o.RequireFinishReason = false, new FakeModel(new Answer { Words = "half an", Finish = reason }));

            await desk.AskAsync(streaming, cancellationToken: Token);
            await desk.AskAsync(streaming, cancellationToken: Token);

            Assert.Equal(2, desk.Models[0].Calls);
        }
    }

    [Fact]
    public async Task BrokenAndAbandonedStreamsAreNotKept()
    {
        using var desk = CachingDesk.Of(new FakeModel(Answer.BreaksInTheMiddle("half an", new IOException()), Answer.Text("one two three"), Answer.Text("whole")));

        await Assert.ThrowsAsync<StreamInterruptedException>(() => desk.AskAsync(streaming: true, cancellationToken: Token));
        await foreach (var update in desk.Client.GetStreamingResponseAsync(Desk.Prompt("hello"), cancellationToken: Token))
        {
            if (update.Text.Length > 0) break;
        }

        Assert.Equal("whole", (await desk.AskAsync(cancellationToken: Token)).Text);
        Assert.Equal("whole", (await desk.AskAsync(cancellationToken: Token)).Text);
        Assert.Equal(3, desk.Models[0].Calls);
    }

    [Fact]
    public async Task AnswerThatACascadeDidNotAcceptIsNotKept()
    {
        var policy = new HandPolicy
        {
            ModelTable = [HandPolicy.Model(0, "a"), HandPolicy.Model(1, "b")],
            PlanTable = [new(0, "triage", IsCascade: true, [0, 1])],
            Accepts = static (_, _) => false,
            CacheValue = new(TimeSpan.FromHours(1), ["tenant", "user"]),
        };
        using var desk = new Desk(policy, new FakeModel(Answer.Text("unsure")), new FakeModel(Answer.Fails(503)));

        await desk.AskAsync(cancellationToken: Token);
        await desk.AskAsync(cancellationToken: Token);

        Assert.Equal(2, desk.Models[0].Calls);
    }

    [Fact]
    public async Task LifetimeIsAbsoluteEvenWhenAnEntryIsReadOften()
    {
        using var desk = CachingDesk.Of(new FakeModel());

        await desk.AskAsync(cancellationToken: Token);
        for (var minute = 0; minute < 59; minute++)
        {
            desk.Clock.Advance(TimeSpan.FromMinutes(1));
            await desk.AskAsync(cancellationToken: Token);
        }

        Assert.Equal(1, desk.Models[0].Calls);
        desk.Clock.Advance(TimeSpan.FromMinutes(1));
        await desk.AskAsync(cancellationToken: Token);
        Assert.Equal(2, desk.Models[0].Calls);
    }

    [Fact]
    public async Task RequestsThatThePolicyBypassesAreNeitherReadNorKept()
    {
        var policy = new HandPolicy
        {
            ModelTable = [HandPolicy.Model(0, "a")],
            CacheValue = new(TimeSpan.FromHours(1), ["tenant", "user"]),
            Bypass = static facts => facts.Temperature > 0.3,
        };
        using var desk = new Desk(policy, new FakeModel());

        await desk.AskAsync(options: new() { Temperature = 0.9f }, cancellationToken: Token);
        await desk.AskAsync(options: new() { Temperature = 0.9f }, cancellationToken: Token);

        Assert.Equal(2, desk.Models[0].Calls);
        Assert.All(desk.Ledger.Entries, e => Assert.Equal("bypass", e.Trace.Cache));
    }

    public static TheoryData<string> StatefulRequests => ["raw", "conversation", "continuation"];

    [Theory]
    [MemberData(nameof(StatefulRequests))]
    public async Task RequestsWithStateThatNoKeyShowsBypassTheCache(string state)
    {
        var options = state switch
        {
            "raw" => new ChatOptions { RawRepresentationFactory = static _ => new object() },
            "conversation" => new ChatOptions { ConversationId = "c1" },
            _ => new ChatOptions { ContinuationToken = ResponseContinuationToken.FromBytes(new byte[] { 1 }) },
        };
        using var desk = CachingDesk.Of(new FakeModel());

        await desk.AskAsync(options: options, cancellationToken: Token);
        await desk.AskAsync(options: options, cancellationToken: Token);

        Assert.Equal(2, desk.Models[0].Calls);
        Assert.All(desk.Ledger.Entries, e => Assert.Equal("bypass", e.Trace.Cache));
    }

    [Fact]
    public async Task HitsDoNotSpendBudget()
    {
        var policy = new HandPolicy
        {
            ModelTable = [HandPolicy.Model(0, "a")],
            CacheValue = new(TimeSpan.FromHours(1), ["tenant", "user"]),
            BudgetTable = [new(0, BudgetScope.Global, BudgetWindow.None, 0.0042m, "UTC", [])],
        };
        using var desk = new Desk(policy, new FakeModel());

        for (var i = 0; i < 5; i++) await desk.AskAsync(cancellationToken: Token);

        await Assert.ThrowsAsync<BudgetExceededException>(() => desk.AskAsync("something else", cancellationToken: Token));
        Assert.Equal(0.0003m, await desk.Budgets.GetUsedAsync(new("Desk", 0, "", DateTimeOffset.MinValue), Token));
    }

    [Fact]
    public async Task RecordedAnswersStayLabelledInTheCache()
    {
        var recorded = HandPolicy.Model(0, "a") with { Provider = ModelProvider.Recorded };
        using var desk = new Desk(new HandPolicy { ModelTable = [recorded], CacheValue = new(TimeSpan.FromHours(1), []) }, new FakeModel());

        await desk.AskAsync(cancellationToken: Token);
        await desk.AskAsync(cancellationToken: Token);

        Assert.Equal([("miss", true), ("hit", true)], desk.Ledger.Entries.Select(e => (e.Trace.Cache, e.Trace.Recorded)));
    }

    private sealed class ToolCallingModel(FunctionCallContent call) : IChatClient
    {
        public int Calls { get; private set; }

        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            Calls++;
            return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, [call])) { FinishReason = ChatFinishReason.ToolCalls });
        }

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
            // nothing is held
        }
    }
}
