namespace OptPolicy;

/// <summary>Turns what an attempt threw into a value.</summary>
internal static class AttemptFailures
{
    /// <summary>The caller's cancellation, or the class of the error.</summary>
    public static AttemptFailure Of(Exception exception, CancellationToken caller, TimeProvider time) =>
        exception is OperationCanceledException && caller.IsCancellationRequested
            ? new(OutcomeClass.Cancelled, 0, null, exception)
            : FailureClassifier.Classify(exception, time.GetUtcNow());
}
