using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace OptPolicy;

/// <summary>A local model that is loaded when it is first asked. One load serves all who wait; a failed one is repeated after a pause.</summary>
/// <remarks>Thread-safe. A caller that gives up waiting does not stop the load, which the next one needs too.</remarks>
internal sealed class LocalChatClient(ModelInfo model, Func<CancellationToken, Task<IChatClient>> open, TimeProvider time) : IChatClient
{
    // Long enough not to read a broken model for every request, short enough that a repaired one is back soon.
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _closed = new();
    private Task<IChatClient>? _loading;
    private long _failedAt;

    /// <summary>Starts loading; who asks meanwhile waits for it. A failure shows at the first request.</summary>
    public void Preload() => _ = Load();

    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var client = await Load().WaitAsync(cancellationToken).ConfigureAwait(false);
        return await client.GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var client = await Load().WaitAsync(cancellationToken).ConfigureAwait(false);
        await foreach (var update in client.GetStreamingResponseAsync(messages, options, cancellationToken).ConfigureAwait(false))
            yield return update;
    }

    /// <summary>Services of the model, once it is loaded; asking never loads it.</summary>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is null && serviceType.IsInstanceOfType(this))
            return this;
        if (serviceKey is null && serviceType == typeof(ChatClientMetadata))
            return new ChatClientMetadata(Kernels.Chat.KernelsChatClient.ProviderName, providerUri: null, model.Name);
        lock (_gate)
            return _loading is { IsCompletedSuccessfully: true } loaded ? loaded.Result.GetService(serviceType, serviceKey) : null;
    }

    public void Dispose()
    {
        Task<IChatClient>? loading;
        lock (_gate)
        {
            if (_closed.IsCancellationRequested)
                return;
            _closed.Cancel();
            loading = _loading;
        }

        _ = loading?.ContinueWith(static t => t.Result.Dispose(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private Task<IChatClient> Load()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed.IsCancellationRequested, this);
            if (_loading is { IsCompleted: true, IsCompletedSuccessfully: false } && time.GetElapsedTime(Volatile.Read(ref _failedAt)) >= PauseAfterFailure)
                _loading = null;
            return _loading ??= Task.Run(OpenAsync);
        }
    }

    private async Task<IChatClient> OpenAsync()
    {
        try
        {
            return await open(_closed.Token).ConfigureAwait(false);
        }
        catch
        {
            Volatile.Write(ref _failedAt, time.GetTimestamp());
            throw;
        }
    }
}
