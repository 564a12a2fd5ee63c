using Polly;

namespace OptPolicy;

/// <summary>The attempts of one request on one model.</summary>
internal sealed class RepeatedAttempt(AttemptRunner runner, PolicyRequest request, Candidate candidate, TimeSpan? handOver, TimeProvider time)
{
    public static readonly ResiliencePropertyKey<RepeatedAttempt> Key = new("optpolicy.attempt");

    private readonly long _started = time.GetTimestamp();
    private int _made;

    /// <summary>Makes the next attempt. All of them together share the time until a fallback step takes over.</summary>
    public ValueTask<AttemptResult> RunAsync(CancellationToken cancellationToken)
    {
        var reason = _made++ == 0 ? candidate.Reason : AttemptReason.Retry;
        return runner.RunAsync(request, candidate, reason, TimeLeft(), cancellationToken);
    }

    /// <summary>Whether another attempt may cure the failure and there is time for one.</summary>
    public bool MayRepeat(AttemptFailure failure) =>
        request.Policy.RetryApplies(failure) && (handOver is null || TimeLeft() > (failure.RetryAfter ?? request.Fallback.RetryBaseDelay));

    private TimeSpan? TimeLeft()
    {
        if (handOver is not { } all) return null;
        var left = all - time.GetElapsedTime(_started);
        return left > TimeSpan.FromMilliseconds(1) ? left : TimeSpan.FromMilliseconds(1);
    }
}
