namespace OptPolicy;

/// <summary>
/// Leaves a model alone that fails: closed, open, and half-open with one trial (Nygard, Release It!, 2007). Thread-safe. It is told how attempts end
/// instead of running them, because a stream ends long after its call has returned.
/// </summary>
internal sealed class CircuitBreaker(BreakerInfo info, TimeProvider time)
{
    private const int Slices = 10;

    private readonly Lock _gate = new();
    private readonly (long Slice, int Ended, int Failed)[] _slices = new (long, int, int)[Slices];
    private DateTimeOffset _openUntil;
    private volatile bool _isOpen;
    private bool _isTrying;

    /// <summary>Whether an attempt may begin.</summary>
    /// <param name="isTrial">Whether it decides if the breaker closes.</param>
    /// <param name="left">If it may not: how long the model is left alone; zero while a trial is on its way.</param>
    public bool TryEnter(out bool isTrial, out TimeSpan left)
    {
        (isTrial, left) = (false, default);
        if (!_isOpen)
            return true;
        lock (_gate)
        {
            if (!_isOpen)
                return true;
            left = _openUntil - time.GetUtcNow();
            if (left > TimeSpan.Zero)
                return false;
            left = TimeSpan.Zero;
            if (_isTrying)
                return false;
            return isTrial = _isTrying = true;
        }
    }

    /// <summary>Counts an attempt that was let in.</summary>
    /// <param name="outcome">How it ended. What the caller broke off says nothing about the model.</param>
    /// <param name="isTrial">As <see cref="TryEnter"/> said.</param>
    public void Ended(OutcomeClass outcome, bool isTrial)
    {
        bool? isFailure = outcome switch
        {
            OutcomeClass.RateLimited or OutcomeClass.Timeout or OutcomeClass.Transient or OutcomeClass.Truncated => true,
            OutcomeClass.Cancelled or OutcomeClass.BudgetDenied => null,
            _ => false,
        };
        lock (_gate)
        {
            if (isTrial)
                EndTrial(isFailure);
            else if (!_isOpen && isFailure is { } failed)
                Count(failed);
        }
    }

    private void EndTrial(bool? isFailure)
    {
        _isTrying = false;
        if (isFailure is true)
            Open();
        else if (isFailure is false)
            Close();
    }

    private void Open()
    {
        _openUntil = time.GetUtcNow() + info.Pause;
        _isOpen = true;
    }

    private void Close()
    {
        Array.Clear(_slices);
        _isOpen = false;
    }

    private void Count(bool failed)
    {
        var slice = Slice();
        ref var counted = ref _slices[slice % Slices];
        if (counted.Slice != slice)
            counted = (slice, 0, 0);
        counted.Ended++;
        counted.Failed += failed ? 1 : 0;
        if (failed && IsTooMuch())
            Open();
    }

    private bool IsTooMuch()
    {
        var oldest = Slice() - Slices;
        var (ended, failures) = (0L, 0L);
        foreach (var (slice, slicesEnded, slicesFailed) in _slices)
        {
            if (slice <= oldest)
                continue;
            ended += slicesEnded;
            failures += slicesFailed;
        }

        return ended >= info.Attempts && failures >= info.Failures * ended;
    }

    private long Slice() => time.GetUtcNow().UtcTicks / Math.Max(1, info.Window.Ticks / Slices);
}
