using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OptPolicy.Runtime.Tests.Pipeline;

namespace OptPolicy.Runtime.Tests.Providers;

/// <summary>Endpoints over real sockets, behind a policy.</summary>
public sealed class EndpointTests
{
    private const string Stream = """
        data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"served","choices":[{"index":0,"delta":{"role":"assistant","content":"po"},"finish_reason":null}]}

        data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"served","choices":[{"index":0,"delta":{"content":"ng"},"finish_reason":"stop"}]}

        data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"served","choices":[],"usage":{"prompt_tokens":7,"completion_tokens":2,"total_tokens":9}}

        data: [DONE]


        """;

    private const string CutStream = """
        data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"served","choices":[{"index":0,"delta":{"role":"assistant","content":"po"},"finish_reason":null}]}


        """;

    [Fact]
    public async Task AStreamAsksForItsUsageAndIsPaidByIt()
    {
        await using var server = new LoopbackServer(200, Stream, "text/event-stream");
        using var client = Client(Models(server.Address), FallbackSettings.None);

        var response = await client.GetStreamingResponseAsync("ping").ToChatResponseAsync();

        Assert.Equal("pong", response.Text);
        Assert.Single(response.Messages);
        Assert.Contains("\"include_usage\":true", Assert.Single(server.Requests).Body, StringComparison.Ordinal);
        Assert.Equal(HandPolicy.Model(0, "").PriceInput.Of(7) + HandPolicy.Model(0, "").PriceOutput.Of(2), Trace(response).Cost);
    }

    [Fact]
    public async Task AStreamThatIsCutIsReplacedAndChargedAtItsReservation()
    {
        await using var broken = new LoopbackServer(200, CutStream, "text/event-stream");
        await using var whole = new LoopbackServer(200, Stream, "text/event-stream");
        using var client = Client(Models(broken.Address, whole.Address), new FallbackSettings { Steps = [new(1, null)], Commit = StreamCommit.End });

        var response = await client.GetStreamingResponseAsync("ping").ToChatResponseAsync();

        Assert.Equal("pong", response.Text);
        var attempts = Trace(response).Attempts;
        Assert.Equal([OutcomeClass.Truncated, OutcomeClass.Ok], attempts.Select(static a => a.Outcome));
        Assert.True(attempts[0].Reserved > 0);
        Assert.Equal(attempts[0].Reserved, attempts[0].Settled);
    }

    [Fact]
    public async Task AnEndpointThatIsDownIsReplaced()
    {
        await using var server = new LoopbackServer(200, Stream, "text/event-stream");
        using var client = Client(Models("http://127.0.0.1:1/", server.Address), new FallbackSettings { Steps = [new(1, null)] });

        var response = await client.GetStreamingResponseAsync("ping").ToChatResponseAsync();

        Assert.Equal("pong", response.Text);
        Assert.Equal([OutcomeClass.Transient, OutcomeClass.Ok], Trace(response).Attempts.Select(static a => a.Outcome));
    }

    [Fact]
    public async Task AnEndpointThatIsDownWithoutReplacementSaysWhichModelFailed()
    {
        using var client = Client(Models("http://127.0.0.1:1/"), FallbackSettings.None);

        var error = await Assert.ThrowsAsync<NoAnswerException>(() => client.GetResponseAsync("ping"));

        Assert.Contains("m0", error.Message, StringComparison.Ordinal);
        Assert.Equal(OutcomeClass.Transient, error.Outcome);
    }

    private static HandPolicy Models(params string[] addresses) => new()
    {
        ModelTable = [.. addresses.Select(static (address, i) => HandPolicy.Model(i, $"m{i}") with { Provider = ModelProvider.OpenAI, Endpoint = address })],
        BudgetTable = [new(0, BudgetScope.Tenant, BudgetWindow.Day, 10m, "UTC", [])],
    };

    private static PolicyChatClient Client(HandPolicy policy, FallbackSettings fallback)
    {
        policy.FallbackValue = fallback;
        var services = new ServiceCollection().AddSingleton<IConfiguration>(new ConfigurationBuilder().Build()).BuildServiceProvider();
        return new PolicyChatClient(policy, new IChatClient?[policy.Models.Length], services: services);
    }

    private static DecisionTrace Trace(ChatResponse response) => Assert.IsType<DecisionTrace>(response.AdditionalProperties![DecisionTrace.PropertyName]);
}
