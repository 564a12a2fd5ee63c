using System.Globalization;
using Microsoft.Extensions.AI;

namespace OptPolicy;

/// <summary>Who may ask a model now: its circuit breaker and its rates. Shared by all requests of a policy in this process. Thread-safe.</summary>
internal sealed class ModelGate
{
    private readonly ModelInfo _model;
    private readonly TimeProvider _time;
    private readonly CircuitBreaker? _breaker;
    private readonly RateWindow? _rates;

    private ModelGate(ModelInfo model, TimeProvider time)
    {
        (_model, _time) = (model, time);
        _breaker = model.Breaker is { } breaker ? new(breaker, time) : null;
        _rates = model.Rate is { } rate ? new(rate, time) : null;
    }

    /// <summary>The model's gate, or <see langword="null"/> for one without breaker and rates.</summary>
    public static ModelGate? Of(ModelInfo model, TimeProvider time) => model.Breaker is null && model.Rate is null ? null : new(model, time);

    /// <summary>Lets an attempt in, perhaps after a while, or says why not.</summary>
    public async ValueTask<GateAnswer> EnterAsync(PolicyRequest request, CancellationToken cancellationToken)
    {
        var permit = new GatePermit(this);
        if (_breaker is not null && !_breaker.TryEnter(out permit.IsTrial, out var left))
            return Refused(OutcomeClass.Transient, null, left > TimeSpan.Zero ? $"breaker open for {Text(left)}" : "breaker half open, another request tries it");
        if (_rates is null)
            return new(permit, default, null);

        if (_model.Rate!.TokensPerMinute is not null)
        {
            permit.InputTokens = request.Facts.InputTokens;
            permit.Tokens = permit.InputTokens + (request.CallerMaxOutput ?? 0);
        }

        var deadline = _time.GetUtcNow() + _model.Rate.Wait;
        TimeSpan wait;
        try
        {
            while (!_rates.TryTake(permit.Tokens, out permit.Second, out wait) && _time.GetUtcNow() + wait <= deadline)
            {
                await Task.Delay(wait, _time, cancellationToken).ConfigureAwait(false);
                wait = TimeSpan.Zero;
            }
        }
        catch
        {
            _breaker?.Ended(OutcomeClass.Cancelled, permit.IsTrial);
            throw;
        }

        if (wait <= TimeSpan.Zero)
            return new(permit, default, null);
        _breaker?.Ended(OutcomeClass.Cancelled, permit.IsTrial);
        return Refused(OutcomeClass.RateLimited, wait, $"rate limit for {Text(wait)}");
    }

    /// <summary>The attempt was never made.</summary>
    public void Return(GatePermit permit)
    {
        _breaker?.Ended(OutcomeClass.BudgetDenied, permit.IsTrial);
        _rates?.Correct(permit.Second, -permit.Tokens, -1);
    }

    /// <summary>The attempt has ended.</summary>
    /// <param name="permit">What <see cref="EnterAsync"/> gave.</param>
    /// <param name="failure">How.</param>
    /// <param name="usage">The provider's counts, if any.</param>
    /// <param name="outputTokens">An estimate of the output that arrived.</param>
    public void Ended(GatePermit permit, AttemptFailure failure, UsageDetails? usage, long outputTokens)
    {
        _breaker?.Ended(failure.Outcome, permit.IsTrial);
        if (_rates is null)
            return;
        if (failure is { Outcome: OutcomeClass.RateLimited, RetryAfter: { } asked })
            _rates.Pause(asked);
        if (_model.Rate!.TokensPerMinute is not null)
            _rates.Correct(permit.Second, (usage?.InputTokenCount ?? permit.InputTokens) + (usage?.OutputTokenCount ?? outputTokens) - permit.Tokens);
    }

    private GateAnswer Refused(OutcomeClass outcome, TimeSpan? retryAfter, string why) => new(null, new(outcome, 0, retryAfter, null), $"skipped {_model.Name}: {why}");

    private static string Text(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0.1, Math.Ceiling(time.TotalSeconds * 10) / 10):0.#} s");
}
