using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;
using OptPolicy.Runtime.Tests.Pipeline;

namespace OptPolicy.Runtime.Tests.Providers;

public sealed class RecordedChatClientTests
{
    private static readonly RecordedAnswer Hello = new()
    {
        User = ["Hi"],
        Answer = "Hello my  friend",
        InputTokens = 10,
        CachedTokens = 2,
        OutputTokens = 3,
        LatencyMs = 800,
        Confidence = 0.75,
        Correct = true,
    };

    [Fact]
    public async Task ReplaysTextUsageAndConfidenceAndSaysThatItIsRecorded()
    {
        using var client = Client(0, Hello);

        var response = await client.GetResponseAsync("Hi");

        Assert.Equal("Hello my  friend", response.Text);
        Assert.Equal((10, 3, 2), (response.Usage!.InputTokenCount, response.Usage.OutputTokenCount, response.Usage.CachedInputTokenCount));
        Assert.Equal(ChatFinishReason.Stop, response.FinishReason);
        Assert.Equal(0.75, response.AdditionalProperties!["optpolicy.confidence"]);
        Assert.Equal(true, response.AdditionalProperties["optpolicy.recorded"]);
        Assert.Equal(true, response.AdditionalProperties["optpolicy.recorded.correct"]);
    }

    [Fact]
    public async Task AStreamSaysTheSameAsAResponse()
    {
        using var client = Client(0, Hello);

        var updates = await client.GetStreamingResponseAsync("Hi").ToListAsync();

        Assert.True(updates.Count > 3);
        Assert.All(updates, static u => Assert.Equal(true, u.AdditionalProperties!["optpolicy.recorded"]));
        var response = updates.ToChatResponse();
        Assert.Equal("Hello my  friend", response.Text);
        Assert.Equal((10, 3), (response.Usage!.InputTokenCount, response.Usage.OutputTokenCount));
        Assert.Equal(ChatFinishReason.Stop, response.FinishReason);
        Assert.Equal(0.75, response.AdditionalProperties!["optpolicy.confidence"]);
    }

    [Theory]
    [InlineData(1, 800)]
    [InlineData(0.5, 400)]
    public async Task TakesTheRecordedTimeTimesTheScale(double scale, int expectedMs)
    {
        var clock = new FakeTimeProvider();
        using var client = new RecordedChatClient("mini", new Recording("memory", [Hello]), clock, scale);

        var answer = client.GetResponseAsync("Hi");
        clock.Advance(TimeSpan.FromMilliseconds(expectedMs - 1));
        Assert.False(answer.IsCompleted);
        clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal("Hello my  friend", (await answer).Text);
    }

    [Fact]
    public async Task RepeatedCallsGetTheNextLineAndThenTheLast()
    {
        using var client = Client(0, new RecordedAnswer { User = ["Hi"], Status = 429 }, Hello);

        var error = await Assert.ThrowsAsync<HttpRequestException>(() => client.GetResponseAsync("Hi"));
        Assert.Equal(429, (int)error.StatusCode!);
        Assert.Equal(Hello.Answer, (await client.GetResponseAsync("Hi")).Text);
        Assert.Equal(Hello.Answer, (await client.GetResponseAsync("Hi")).Text);
    }

    [Fact]
    public async Task ACutAnswerEndsWithoutFinishReasonAndUsage()
    {
        using var client = Client(0, Hello with { Cut = true });

        var response = await client.GetStreamingResponseAsync("Hi").ToChatResponseAsync();

        Assert.Null(response.FinishReason);
        Assert.Null(response.Usage);
    }

    [Fact]
    public async Task ToolResultsTellTurnsApart()
    {
        using var document = System.Text.Json.JsonDocument.Parse("""{"order": 7}""");
        var call = new RecordedAnswer { User = ["Where is it?"], ToolCalls = [new RecordedToolCall("look_up", document.RootElement)] };
        using var client = Client(0, call, new RecordedAnswer { User = ["Where is it?"], ToolResults = 1, Answer = "On its way" });
        List<ChatMessage> messages = [new(ChatRole.User, "Where is it?")];

        var first = await client.GetResponseAsync(messages);
        Assert.Equal(ChatFinishReason.ToolCalls, first.FinishReason);
        var requested = Assert.IsType<FunctionCallContent>(first.Messages[0].Contents[0]);
        Assert.Equal("7", requested.Arguments!["order"]!.ToString());

        messages.AddRange(first.Messages);
        messages.Add(new ChatMessage(ChatRole.Tool, [new FunctionResultContent(requested.CallId, "sent")]));
        Assert.Equal("On its way", (await client.GetResponseAsync(messages)).Text);
    }

    [Fact]
    public async Task ARecordingOfSingleTurnsAnswersTheLastTurnOfALongerConversation()
    {
        using var client = Client(0, Hello);

        var response = await client.GetResponseAsync([new(ChatRole.User, "Earlier"), new(ChatRole.Assistant, "Yes?"), new(ChatRole.User, "Hi\r\n")]);

        Assert.Equal(Hello.Answer, response.Text);
    }

    [Fact]
    public async Task ARecordingOfLongConversationsDoesNotGuessFromTheLastTurn()
    {
        using var client = Client(0, Hello, new RecordedAnswer { User = ["One", "Two"], Answer = "Three" });

        var error = await Assert.ThrowsAsync<PolicyConfigurationException>(() => client.GetResponseAsync([new(ChatRole.User, "Earlier"), new(ChatRole.User, "Hi")]));

        Assert.Contains("'mini'", error.Message, StringComparison.Ordinal);
        Assert.Contains("'memory'", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Earlier", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AGapInARecordingIsNotHiddenByAnotherModel()
    {
        var policy = new HandPolicy
        {
            ModelTable = [HandPolicy.Model(0, "mini"), HandPolicy.Model(1, "premium")],
            FallbackValue = new FallbackSettings { Steps = [new(1, null)], RetryCount = 2 },
        };
        using var recorded = Client(0, Hello);
        var premium = new FakeModel();
        using var client = new PolicyChatClient(policy, [recorded, premium]);

        var error = await Assert.ThrowsAsync<NoAnswerException>(() => client.GetResponseAsync("Something else"));

        Assert.IsType<PolicyConfigurationException>(error.InnerException);
        Assert.Equal(0, premium.Calls);
    }

    [Fact]
    public async Task CancellationEndsTheReplay()
    {
        using var client = new RecordedChatClient("mini", new Recording("memory", [Hello]), new FakeTimeProvider());
        using var cancellation = new CancellationTokenSource();

        var answer = client.GetResponseAsync("Hi", cancellationToken: cancellation.Token);
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
    }

    private static RecordedChatClient Client(double scale, params RecordedAnswer[] answers) => new("mini", new Recording("memory", [.. answers]), TimeProvider.System, scale);
}
