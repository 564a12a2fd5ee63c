namespace SupportSample.Desk;

/// <summary>
/// A day in a few seconds. A short wait (an answer that takes its time, a pause before a retry) moves the clock on at once;
/// a long one (a hand-over after 20 s, a timeout) is a guard and fires only when time really stands still.
/// </summary>
/// <remarks>For one conversation after the other, not for several at a time.</remarks>
internal sealed class SimulatedClock(DateTimeOffset start, double speed) : TimeProvider
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LeastPause = TimeSpan.FromMilliseconds(15);

    private readonly Lock _gate = new();
    private DateTimeOffset _now = start;
    private TimeSpan _owed;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
            return _now;
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    /// <summary>Moves on to an instant; never back.</summary>
    public void MoveTo(DateTimeOffset instant)
    {
        lock (_gate)
            _now = instant > _now ? instant : _now;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        // Guards run in real time, ten times as fast.
        return dueTime < TimeSpan.Zero || dueTime > LongestWait || period != Timeout.InfiniteTimeSpan
            ? System.CreateTimer(callback, state, dueTime < TimeSpan.Zero ? dueTime : dueTime / 10, period)
            : System.CreateTimer(callback, state, Advance(dueTime), Timeout.InfiniteTimeSpan);
    }

    // Real pauses are collected, since a timer is much coarser than a streamed word.
    private TimeSpan Advance(TimeSpan wait)
    {
        lock (_gate)
        {
            _now += wait;
            _owed += speed > 0 ? wait / speed : TimeSpan.Zero;
            if (_owed < LeastPause)
                return TimeSpan.Zero;
            var pause = _owed;
            _owed = TimeSpan.Zero;
            return pause;
        }
    }
}
