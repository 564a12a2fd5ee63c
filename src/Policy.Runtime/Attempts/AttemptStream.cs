using Microsoft.Extensions.AI;

namespace OptPolicy;

/// <summary>A provider's stream under a time limit. Errors are values; the provider's stream is always disposed.</summary>
internal sealed class AttemptStream : IAsyncDisposable
{
    private readonly IAsyncEnumerator<ChatResponseUpdate> _source;
    private readonly AttemptTimer _timer;
    private readonly PolicyRuntime _runtime;
    private readonly TimeSpan _pause;
    private readonly CancellationToken _caller;
    private Task<bool>? _pending;
    private bool _disposed;

    public AttemptStream(PolicyRuntime runtime, AttemptScope scope, IAsyncEnumerator<ChatResponseUpdate> source, AttemptTimer timer, TimeSpan pause, CancellationToken caller)
    {
        _runtime = runtime;
        Scope = scope;
        _source = source;
        _timer = timer;
        _pause = pause;
        _caller = caller;
    }

    public AttemptScope Scope { get; }

    public StreamTally Tally { get; } = new();

    /// <summary>From now on the time limit is for each pause between updates.</summary>
    public bool IsCommitted { get; set; }

    public bool RequiresFinishReason => _runtime.Options.RequireFinishReason;

    /// <summary>Settles and traces the attempt; what comes later changes nothing.</summary>
    public ValueTask EndAsync(AttemptFailure failure) => Scope.EndAsync(failure, Tally.Usage, Tally.OutputTokens, AnswerOrigin.Of(Tally));

    /// <summary>The next update; its end or its failure.</summary>
    public async ValueTask<StreamStep> NextAsync()
    {
        try
        {
            if (IsCommitted) _timer.Restart(_pause);
            var next = _source.MoveNextAsync();
            bool moved;
            if (next.IsCompleted)
            {
                moved = await next.ConfigureAwait(false);
            }
            else
            {
                _pending = next.AsTask();

                // A provider that ignores cancellation must not hold up the caller or the model that takes over.
                moved = await _pending.WaitAsync(_timer.Token).ConfigureAwait(false);
                _pending = null;
            }

            if (!moved) return StreamStep.End;
            Tally.Add(_source.Current);
            return new(_source.Current, default);
        }
        catch (Exception exception)
        {
            if (_pending is { IsCompleted: true }) _pending = null;
            return new(null, AttemptFailures.Of(exception, _caller, _runtime.Time));
        }
    }

    /// <summary>Stops the provider. The attempt must have been closed, or closes as abandoned.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed) return;
        _disposed = true;
        if (_pending is { } pending)
        {
            // The enumerator may only be disposed once its last step has ended.
            _timer.Stop();
            _ = DrainAsync(pending);
        }
        else
        {
            await DisposeSourceAsync().ConfigureAwait(false);
        }

        await EndAsync(new(OutcomeClass.Cancelled, 0, null, null)).ConfigureAwait(false);
    }

    private async Task DrainAsync(Task<bool> pending)
    {
        await ((Task)pending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await DisposeSourceAsync().ConfigureAwait(false);
    }

    private async ValueTask DisposeSourceAsync()
    {
        try
        {
            await _source.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // The answer, or its failure, is already known: a provider that cannot close its stream changes neither.
            _runtime.Log.StreamCloseFailed(_runtime.Policy.Name, Scope.Model.Name, exception);
        }
        finally
        {
            _timer.Dispose();
        }
    }
}

/// <summary>One step of a stream.</summary>
/// <param name="Update">The update, or <see langword="null"/> at the end and on failure.</param>
/// <param name="Failure">Why there is no update; <see cref="OutcomeClass.Ok"/> at the end of the stream.</param>
internal readonly record struct StreamStep(ChatResponseUpdate? Update, AttemptFailure Failure)
{
    public static StreamStep End => default;
}
