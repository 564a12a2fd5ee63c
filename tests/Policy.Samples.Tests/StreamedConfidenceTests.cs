using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using SupportSample;

namespace OptPolicy.Samples.Tests;

public sealed class StreamedConfidenceTests
{
    [Theory]
    [InlineData(0.95, null, "mini")]
    [InlineData(0.95, "m1", "mini")]
    [InlineData(0.30, "m1", "premium")]
    public async Task AStreamedConfidenceCountsWithAndWithoutMessageIds(double confidence, string? messageId, string model)
    {
        using var mini = new StreamingModel("mini", confidence, messageId);
        using var premium = new StreamingModel("premium", 1, messageId);
        using var client = SupportSample.SupportDesk.CreateClient(new SupportDeskModels { Mini = mini, Premium = premium });
        var answer = await client.GetStreamingResponseAsync("Which lamp is dimmable?", cancellationToken: TestContext.Current.CancellationToken)
            .ToChatResponseAsync(TestContext.Current.CancellationToken);
        Assert.Equal(model, answer.Text);
    }

    private sealed class StreamingModel(string name, double confidence, string? messageId) : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await Task.CompletedTask;
            yield return new ChatResponseUpdate(ChatRole.Assistant, name) { MessageId = messageId };
            yield return new ChatResponseUpdate(ChatRole.Assistant, [new UsageContent(new UsageDetails { InputTokenCount = 10, OutputTokenCount = 2 })])
            {
                MessageId = messageId,
                FinishReason = ChatFinishReason.Stop,
                AdditionalProperties = new() { ["optpolicy.confidence"] = confidence },
            };
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
