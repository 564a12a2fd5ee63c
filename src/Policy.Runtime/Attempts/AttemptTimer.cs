namespace OptPolicy;

/// <summary>Ends an attempt when its time is over or the caller gives up.</summary>
internal sealed class AttemptTimer : IDisposable
{
    private readonly CancellationTokenSource _source;
    private readonly CancellationTokenRegistration _caller;
    private readonly CancellationToken _callerToken;

    public AttemptTimer(TimeProvider time, TimeSpan timeout, CancellationToken caller)
    {
        _source = new CancellationTokenSource(timeout, time);
        _callerToken = caller;
        _caller = caller.UnsafeRegister(static s => ((CancellationTokenSource)s!).Cancel(), _source);
    }

    public CancellationToken Token => _source.Token;

    public bool IsExpired => _source.IsCancellationRequested && !_callerToken.IsCancellationRequested;

    /// <summary>Starts a new period, unless the last one is over.</summary>
    public void Restart(TimeSpan timeout) => _source.CancelAfter(timeout);

    /// <summary>Stops the attempt now.</summary>
    public void Stop() => _source.Cancel();

    public void Dispose()
    {
        _caller.Dispose();
        _source.Dispose();
    }
}
