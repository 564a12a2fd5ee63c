namespace OptPolicy;

/// <summary>Tries models until one gives an answer that the policy accepts.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class AttemptLoop(PolicyRuntime runtime)
{
    private readonly AttemptRunner _runner = new(runtime);
    private volatile RetryPolicy? _retry;

    /// <summary>An accepted answer, or the beginning of a committed stream, or at last an answer that is complete but was not accepted.</summary>
    /// <exception cref="BudgetExceededException">A budget could not cover the next attempt.</exception>
    /// <exception cref="NoAnswerException">No model answered.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async ValueTask<AttemptResult> RunAsync(PolicyRequest request, CancellationToken cancellationToken)
    {
        var policy = request.Policy;
        var plan = policy.Plans[request.Decision!.Value.Plan];
        var sequence = new AttemptSequence(policy, plan, request.Fallback, new(policy, request.Facts), request.Note);
        if (!sequence.TryFirst(out var candidate, out var failure)) throw NoAnswer.From(request, failure);

        AttemptResult? second = null;
        while (true)
        {
            var result = await TryAsync(request, sequence, candidate, cancellationToken).ConfigureAwait(false);
            if (result.IsAnswer) return result;
            if (result.Failure.Outcome == OutcomeClass.Cancelled)
            {
                cancellationToken.ThrowIfCancellationRequested();
                throw new OperationCanceledException("The request was cancelled.", result.Failure.Exception, cancellationToken);
            }

            if (result.IsServable && (second is null || result.Failure.Outcome == OutcomeClass.LowConfidence)) second = result;
            if (result.Denial is { } denial)
            {
                if (denial.DegradeModel >= 0 && sequence.TryDegrade(denial.DegradeModel, out candidate))
                {
                    request.Note($"{BudgetText.Name(denial.Budget)} budget: {policy.Models[denial.DegradeModel].Name} answers");
                    continue;
                }

                if (sequence.TryNext(result.Failure, out candidate)) continue;
                if (second is null) throw BudgetExceeded(request, result.Model, denial);
            }
            else if (sequence.TryNext(result.Failure, out candidate))
            {
                continue;
            }

            if (second is null) throw NoAnswer.From(request, result.Failure);
            request.Note($"no better answer: served {second.Model.Name} although {OutcomeName.Of(second.Failure.Outcome)}");
            return second;
        }
    }

    private ValueTask<AttemptResult> TryAsync(PolicyRequest request, AttemptSequence sequence, Candidate candidate, CancellationToken cancellationToken)
    {
        var handOver = request.Fallback.Steps.IsEmpty ? null : sequence.HandOverAfter();
        if (!RetryPolicy.IsOn(request.Fallback)) return _runner.RunAsync(request, candidate, candidate.Reason, handOver, cancellationToken);
        return RetryFor(request.Fallback).RunAsync(new(_runner, request, candidate, handOver, runtime.Time), cancellationToken);
    }

    private RetryPolicy RetryFor(FallbackSettings settings)
    {
        var retry = _retry;
        if (retry is null || !ReferenceEquals(retry.Settings, settings) && !SameRetries(retry.Settings, settings))
        {
            _retry = retry = new(settings, runtime.Time, runtime.Jitter);
        }

        return retry;
    }

    private static bool SameRetries(FallbackSettings a, FallbackSettings b) =>
        a.RetryCount == b.RetryCount && a.RetryBaseDelay == b.RetryBaseDelay && a.RetryMaxDelay == b.RetryMaxDelay;

    private BudgetExceededException BudgetExceeded(PolicyRequest request, ModelInfo model, BudgetDenial denial)
    {
        PolicyMeter.BudgetDenied(request.Policy.Name, denial.Budget.Scope);
        return new(BudgetText.Denial(runtime.Policy.Name, model.Name, denial));
    }
}
