using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace OptPolicy.Workloads.Tests.Support;

/// <summary>Answers by a function of the last message.</summary>
internal sealed class ScriptedClient(Func<string, ChatMessage> answer) : IChatClient
{
    private int _calls;

    public ScriptedClient(Func<string, string> answer)
        : this(prompt => new ChatMessage(ChatRole.Assistant, answer(prompt)))
    {
    }

    public int Calls => _calls;

    public ChatOptions? LastOptions { get; private set; }

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _calls);
        LastOptions = options;
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(new ChatResponse(answer(messages.Last().Text)) { Usage = new() { InputTokenCount = 5, OutputTokenCount = 3 } });
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var response = await GetResponseAsync(messages, options, cancellationToken);
        foreach (var update in response.ToChatResponseUpdates())
            yield return update;
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
