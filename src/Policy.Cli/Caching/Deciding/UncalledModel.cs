using Microsoft.Extensions.AI;

namespace OptPolicy.Cli.Caching.Deciding;

/// <summary>Stands for a model where only the cache in front of it is looked at.</summary>
internal sealed class UncalledModel(string name) : IChatClient
{
    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => throw Refusal();

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => throw Refusal();

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }

    private InvalidOperationException Refusal() => new($"Model '{name}' is not called by this command.");
}
