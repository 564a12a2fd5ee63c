namespace OptPolicy;

/// <summary>Which model comes next: the plan's models, then the fallback's, each at most once and never one that cannot serve the request.</summary>
internal sealed class AttemptSequence(CompiledPolicy policy, PlanInfo plan, FallbackSettings fallback, CandidateFilter filter, Action<string> note)
{
    private static readonly AttemptFailure TimedOut = new(OutcomeClass.Timeout, 0, null, null);

    private readonly bool[] _tried = new bool[policy.Models.Length];
    private int _planStep = -1;
    private int _fallbackStep;
    private bool _inFallback;

    /// <summary>The first model; <see langword="false"/> when no model can serve the request.</summary>
    /// <param name="candidate">The model.</param>
    /// <param name="failure">Why there is none.</param>
    public bool TryFirst(out Candidate candidate, out AttemptFailure failure)
    {
        failure = default;
        return TryPlan(ref failure, out candidate) || TryFallback(ref failure, out candidate);
    }

    /// <summary>The model that may cure a failure; <see langword="false"/> when none is left.</summary>
    public bool TryNext(AttemptFailure failure, out Candidate candidate)
    {
        var curable = failure.IsCurableByAnotherModel;
        return (curable && TryPlan(ref failure, out candidate)) || TryFallback(ref failure, out candidate);
    }

    /// <summary>The model that a budget chose instead; <see langword="false"/> when it cannot serve the request or already failed.</summary>
    public bool TryDegrade(int model, out Candidate candidate)
    {
        candidate = new(model, AttemptReason.Degrade);
        if (_tried[model] || !Admits(model, out _)) return false;
        _tried[model] = true;
        _inFallback = true;
        return true;
    }

    /// <summary>How long the current model may take before a fallback step takes over; <see langword="null"/> when none does.</summary>
    public TimeSpan? HandOverAfter()
    {
        for (var step = _fallbackStep; step < fallback.Steps.Length; step++)
        {
            var next = fallback.Steps[step];
            if (_tried[next.Model] || !filter.Admits(next.Model, out _, out _) || !policy.FallbackApplies(step, TimedOut)) continue;
            return next.After;
        }

        return null;
    }

    private bool TryPlan(ref AttemptFailure failure, out Candidate candidate)
    {
        candidate = default;
        if (_inFallback) return false;
        while (++_planStep < plan.Models.Length)
        {
            var model = plan.Models[_planStep];
            if (_tried[model]) continue;
            if (!Admits(model, out var outcome))
            {
                failure = new(outcome, 0, null, null);
                continue;
            }

            _tried[model] = true;
            var judged = plan.IsCascade && _planStep < plan.Models.Length - 1 ? _planStep : -1;
            candidate = new(model, _planStep == 0 ? AttemptReason.Rule : AttemptReason.Cascade, judged);
            return true;
        }

        return false;
    }

    private bool TryFallback(ref AttemptFailure failure, out Candidate candidate)
    {
        candidate = default;
        _inFallback = true;
        while (_fallbackStep < fallback.Steps.Length)
        {
            var step = _fallbackStep++;
            var model = fallback.Steps[step].Model;
            if (_tried[model] || !policy.FallbackApplies(step, failure)) continue;
            if (!Admits(model, out _)) continue;
            _tried[model] = true;
            candidate = new(model, AttemptReason.Fallback);
            return true;
        }

        return false;
    }

    private bool Admits(int model, out OutcomeClass outcome)
    {
        var admits = filter.Admits(model, out outcome, out var why);
        if (!admits) note(why!);
        return admits;
    }
}
