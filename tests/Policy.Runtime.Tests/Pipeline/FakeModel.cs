using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace OptPolicy.Runtime.Tests.Pipeline;

/// <summary>A model that behaves as its script says: one entry a call, the last one for ever.</summary>
internal sealed class FakeModel : IChatClient
{
    private readonly ConcurrentQueue<Answer> _script;
    private Answer _last;
    private readonly TaskCompletionSource _firstStreamDisposed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _calls;
    private int _openStreams;
    private int _disposedStreams;

    public FakeModel(params ReadOnlySpan<Answer> script)
    {
        _last = script.Length == 0 ? Answer.Text("ok") : script[^1];
        _script = new(script.ToArray());
    }

    public int Calls => _calls;

    public int OpenStreams => _openStreams;

    public int DisposedStreams => _disposedStreams;

    /// <summary>Ends when a stream of this model has been disposed.</summary>
    public Task StreamDisposed => _firstStreamDisposed.Task;

    public bool IsDisposed { get; private set; }

    public ConcurrentQueue<(IReadOnlyList<ChatMessage> Messages, ChatOptions? Options)> Requests { get; } = [];

    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var answer = Next(messages, options);
        await answer.Before(cancellationToken);
        return answer.ToResponse();
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var answer = Next(messages, options);
        Interlocked.Increment(ref _openStreams);
        try
        {
            await answer.Before(cancellationToken);
            foreach (var update in answer.ToUpdates()) yield return update;
            await answer.InTheMiddle(cancellationToken);
            foreach (var update in answer.ToLastUpdates()) yield return update;
        }
        finally
        {
            Interlocked.Increment(ref _disposedStreams);
            _firstStreamDisposed.TrySetResult();
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose() => IsDisposed = true;

    private Answer Next(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        Interlocked.Increment(ref _calls);
        Requests.Enqueue(([.. messages], options));
        if (_script.TryDequeue(out var next)) _last = next;
        return _last;
    }
}
