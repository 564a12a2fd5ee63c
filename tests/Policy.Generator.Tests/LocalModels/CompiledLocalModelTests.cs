using Microsoft.Extensions.AI;
using OptPolicy.Generator.Tests.Harness;
using OptPolicy.Kernels.Models;

namespace OptPolicy.Generator.Tests.LocalModels;

/// <summary>From the text of a policy to the answer of a real, if little, model in this process.</summary>
public sealed class CompiledLocalModelTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("optpolicy-compiled-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("confidence > 0%", "desk", 1)]
    [InlineData("confidence > 99%", "cloud", 2)]
    public async Task CascadeKeepsALocalAnswerByItsConfidence(string accept, string model, int attempts)
    {
        using var client = Client("cascade both", $"cascade both {{\n try desk accept when {accept}\n otherwise use cloud\n }}");

        var trace = (await AskAsync(client)).GetDecisionTrace()!;

        Assert.Equal((model, attempts), (trace.Model, trace.Attempts.Length));
        Assert.Equal(model == "desk", trace.Cost == 0);
        Assert.True(trace.BaselineCost > 0);
    }

    [Fact]
    public async Task ModelThatIsNotThereFallsBackToTheCloud()
    {
        using var client = Client("desk", "fallback {\n try cloud\n }", write: false);

        var trace = (await AskAsync(client)).GetDecisionTrace()!;

        Assert.Equal(("cloud", OutcomeClass.Unsupported), (trace.Model, trace.Attempts[0].Outcome));
    }

    [Fact]
    public async Task UsedUpBudgetDegradesToTheModelThatCostsNothing()
    {
        using var client = Client("cloud", "budget per tenant {\n limit: $0.00001/day\n at 100% degrade to desk\n }");

        var trace = (await AskAsync(client)).GetDecisionTrace()!;

        Assert.Equal(("desk", 0m), (trace.Model, trace.Cost));
    }

    [Fact]
    public async Task StreamsTheSameAnswerWithAndWithoutSpeculation()
    {
        using var plain = Client("desk", "");
        using var speculating = Client("desk", "", "speculate with ngram");

        var expected = await TextAsync(plain);

        Assert.NotEmpty(expected);
        Assert.Equal(expected, await TextAsync(speculating));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static Task<ChatResponse> AskAsync(IChatClient client) =>
        client.GetResponseAsync("Are you open?", new ChatOptions { MaxOutputTokens = 16 }.WithTenant("north"), Token);

    private static async Task<string> TextAsync(IChatClient client)
    {
        var updates = await client.GetStreamingResponseAsync("aaaa aaaa aaaa", new ChatOptions { MaxOutputTokens = 48, Temperature = 0 }, Token).ToListAsync(Token);
        return updates.ToChatResponse().Text;
    }

    private PolicyChatClient Client(string target, string rest, string speculation = "", bool write = true)
    {
        var folder = Path.Combine(_folder, "tiny");
        if (write)
        {
            RandomModel.Write(folder);
        }

        var text = $$"""
            optpolicy 1

            model desk {
              provider: onnx("{{folder}}")
              price: free
              context: 1ktok
              max_output: 100tok
              {{speculation}}
            }

            model cloud {
              provider: client
              price.input: $1/Mtok
              price.output: $4/Mtok
              context: 128ktok
              max_output: 4ktok
            }

            policy Chat {
              baseline: cloud
              route {
                otherwise use {{target.Replace("cascade ", "", StringComparison.Ordinal)}}
              }
              {{rest}}
            }

            """;
        var policy = new PolicyProject(PolicyProject.File("chat.optpolicy", text)).LoadPolicy("Chat");
        return new PolicyChatClient(policy, [.. policy.Models.Select(static m => m.Provider == ModelProvider.Client ? new CloudModel() : null)]);
    }

    private sealed class CloudModel : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => Task.FromResult(
            new ChatResponse(new ChatMessage(ChatRole.Assistant, "from afar"))
            {
                FinishReason = ChatFinishReason.Stop,
                Usage = new UsageDetails { InputTokenCount = 100, OutputTokenCount = 10, TotalTokenCount = 110 },
            });

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
            // nothing is held
        }
    }
}
