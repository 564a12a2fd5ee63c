namespace OptPolicy;

/// <summary>
/// What was used of a model in the last minute, second by second. Thread-safe. Tokens are taken as estimated and corrected when they are known, in the
/// second in which they were taken.
/// </summary>
internal sealed class RateWindow(ModelRate rate, TimeProvider time)
{
    // One more than a minute has: what was used late in a second leaves the minute late in another.
    private const int Seconds = 61;

    private readonly Lock _gate = new();
    private readonly (long Second, long Attempts, long Tokens)[] _seconds = new (long, long, long)[Seconds];
    private DateTimeOffset _pausedUntil;

    /// <summary>Takes room for one attempt.</summary>
    /// <param name="tokens">Its tokens as far as they are known.</param>
    /// <param name="second">Where it was counted, for <see cref="Correct"/>.</param>
    /// <param name="wait">If there is none: after which time there can be.</param>
    public bool TryTake(long tokens, out long second, out TimeSpan wait)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            second = now.ToUnixTimeSeconds();
            wait = _pausedUntil - now;
            if (wait > TimeSpan.Zero)
                return false;
            wait = Wait(now, second, tokens);
            if (wait > TimeSpan.Zero)
                return false;
            ref var counted = ref _seconds[second % Seconds];
            if (counted.Second != second)
                counted = (second, 0, 0);
            counted.Attempts++;
            counted.Tokens += tokens;
            return true;
        }
    }

    /// <summary>Counts what an attempt took beyond its estimate, or gives back what it did not take.</summary>
    public void Correct(long second, long tokens, int attempts = 0)
    {
        lock (_gate)
        {
            ref var counted = ref _seconds[second % Seconds];
            if (counted.Second == second)
                counted = (second, counted.Attempts + attempts, counted.Tokens + tokens);
        }
    }

    /// <summary>Takes the provider at its word: no attempt before that time.</summary>
    public void Pause(TimeSpan asked)
    {
        lock (_gate)
        {
            var until = time.GetUtcNow() + asked;
            if (until > _pausedUntil)
                _pausedUntil = until;
        }
    }

    // The least time after which enough seconds have left the minute. An attempt larger than the whole rate goes when nothing else is in the minute.
    private TimeSpan Wait(DateTimeOffset now, long second, long tokens)
    {
        var (attempts, used) = Used(second - Seconds);
        if (Fits(attempts, used, tokens))
            return TimeSpan.Zero;
        for (var leaving = second - Seconds + 1; leaving <= second; leaving++)
        {
            var (_, gone, goneTokens) = _seconds[leaving % Seconds].Second == leaving ? _seconds[leaving % Seconds] : default;
            attempts -= gone;
            used -= goneTokens;
            if ((gone > 0 || goneTokens > 0) && Fits(attempts, used, tokens))
                return DateTimeOffset.FromUnixTimeSeconds(leaving + Seconds) - now;
        }

        return TimeSpan.FromSeconds(Seconds);
    }

    private bool Fits(long attempts, long used, long tokens) =>
        attempts == 0 || (rate.RequestsPerMinute is not { } most || attempts < most) && (rate.TokensPerMinute is not { } mostTokens || used + tokens <= mostTokens);

    private (long Attempts, long Tokens) Used(long before)
    {
        var (attempts, tokens) = (0L, 0L);
        foreach (var second in _seconds)
        {
            if (second.Second > before)
                (attempts, tokens) = (attempts + second.Attempts, tokens + second.Tokens);
        }

        return (attempts, tokens);
    }
}
