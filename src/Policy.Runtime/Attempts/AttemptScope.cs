using System.Diagnostics;
using Microsoft.Extensions.AI;

namespace OptPolicy;

/// <summary>The accounting of one attempt: opened with its reservation, closed once with what happened.</summary>
internal sealed class AttemptScope
{
    private readonly PolicyRuntime _runtime;
    private readonly PolicyRequest _request;
    private readonly string _reason;
    private readonly BudgetLease _lease;
    private readonly GatePermit? _permit;
    private readonly Activity? _activity;
    private readonly long _started;
    private bool _ended;

    public AttemptScope(PolicyRuntime runtime, PolicyRequest request, ModelInfo model, string reason, BudgetLease lease, GatePermit? permit)
    {
        _runtime = runtime;
        _request = request;
        Model = model;
        _reason = reason;
        _lease = lease;
        _permit = permit;
        _activity = PolicyActivities.StartAttempt(model, runtime.ProviderNames[model.Index], request);
        _started = runtime.Time.GetTimestamp();
    }

    public ModelInfo Model { get; }

    /// <summary>Whether the output must be limited so that the reservation holds.</summary>
    public bool IsLimited => _lease.Applies;

    /// <summary>Settles, traces and measures the attempt. Further calls do nothing.</summary>
    /// <param name="failure">How it ended.</param>
    /// <param name="usage">The provider's counts, if any.</param>
    /// <param name="outputTokens">An estimate of the output that arrived.</param>
    /// <param name="origin">What the provider says about its answer.</param>
    public async ValueTask EndAsync(AttemptFailure failure, UsageDetails? usage, long outputTokens, AnswerOrigin origin = default)
    {
        if (_ended) return;
        _ended = true;
        _permit?.Ended(failure, usage, outputTokens);
        var cost = Cost(failure, usage, outputTokens);
        await _runtime.Budgets.SettleAsync(_lease, cost).ConfigureAwait(false);

        var duration = _runtime.Time.GetElapsedTime(_started);
        var trace = new AttemptTrace(Model.Name, _reason, failure.Outcome, failure.Status, _lease.Reserved, cost, duration);
        _request.Add(trace);
        if (Model.Provider == ModelProvider.Recorded) _request.Recorded = true;
        PolicyActivities.EndAttempt(_activity, trace, failure, usage, origin);
        PolicyMeter.Attempted(_request.Policy.Name, trace, usage);
    }

    private decimal Cost(AttemptFailure failure, UsageDetails? usage, long outputTokens)
    {
        if (failure.WasRefused) return 0;
        if (AttemptCost.Of(Model, usage, outputTokens > 0) is { } counted) return counted;
        if (_lease.Applies || Model.IsFree) return _lease.Reserved;

        // No budget holds a reservation: an estimate says more than a worst case that nothing enforced.
        return AttemptCost.Of(Model, _request.Facts.InputTokens, 0, outputTokens);
    }
}
