using Microsoft.Extensions.AI;

namespace OptPolicy;

/// <summary>Closes a request: trace, metrics, span, log line and ledger line.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class RequestRecorder(PolicyRuntime runtime)
{
    /// <summary>Records an answer that a model gave.</summary>
    /// <param name="request">The request.</param>
    /// <param name="model">Who answered.</param>
    /// <param name="outcome">How the answer ended.</param>
    /// <param name="usage">The provider's counts, if any.</param>
    /// <param name="outputTokens">An estimate, where the provider counted nothing.</param>
    public DecisionTrace Served(PolicyRequest request, ModelInfo model, OutcomeClass outcome, UsageDetails? usage, long outputTokens) =>
        Record(request, outcome, model.Name, Tokens(request, usage, outputTokens), served: true);

    /// <summary>Records an answer from the cache.</summary>
    public DecisionTrace ServedFromCache(PolicyRequest request, ChatResponse response) =>
        Record(request, OutcomeClass.Ok, null, Tokens(request, response.Usage, TokenEstimate.OfText(response.Text)), served: true);

    /// <summary>Records a request without an answer, or with only part of one.</summary>
    public DecisionTrace NotServed(PolicyRequest request, OutcomeClass outcome) => Record(request, outcome, null, default, served: false);

    /// <summary>Records what checking a hit cost. Nobody was served, so nothing was saved.</summary>
    public void Audited(PolicyRequest request, string? model, OutcomeClass outcome) => Record(request, outcome, model, default, served: false);

    private DecisionTrace Record(PolicyRequest request, OutcomeClass outcome, string? model, AnswerTokens tokens, bool served)
    {
        var policy = request.Policy;
        var baseline = policy.Models[policy.BaselineModel];
        var rule = request.Decision is { } decision ? policy.Rules[decision.Rule] : null;
        var trace = new DecisionTrace
        {
            Policy = policy.Name,
            PolicyHash = policy.Hash,
            Rule = rule?.Name,
            Plan = rule is null ? null : policy.Plans[request.Decision!.Value.Plan].Name,
            Model = model,
            Cache = request.CacheState,
            Outcome = outcome,
            Attempts = [.. request.Attempts],
            Intent = request.Intent?.Intent,
            IntentSimilarity = request.Intent?.Similarity,
            Passages = [.. request.Citations],
            Notes = [.. request.Notes],
            Cost = request.Spent,
            BaselineCost = served ? AttemptCost.Of(baseline, tokens.Input, tokens.Cached, tokens.Output) : 0,
            InputTokens = tokens.Input,
            OutputTokens = tokens.Output,
            Duration = runtime.Time.GetElapsedTime(request.Started),
            Recorded = request.Recorded,
        };
        PolicyMeter.Finished(trace);
        PolicyActivities.EndRequest(request.Activity, trace, request.SemanticHit);
        if (served) runtime.Log.Served(trace.Policy, trace.Rule, trace.Model, trace.Cache, trace.Attempts.Length, trace.Cost, trace.BaselineCost);
        else if (trace.Cache != CacheStates.Audit && outcome is not (OutcomeClass.Cancelled or OutcomeClass.Ok)) runtime.Log.NotServed(trace.Policy, OutcomeName.Of(outcome), trace.Attempts.Length, trace.Cost);
        Append(request, trace);
        return trace;
    }

    private void Append(PolicyRequest request, DecisionTrace trace)
    {
        if (runtime.Ledger is not { } ledger) return;
        try
        {
            ledger.Append(new(runtime.Time.GetUtcNow(), request.Facts.Tenant, request.Facts.UserId, trace));
        }
        catch (Exception exception)
        {
            // Reports may miss a line; a request that was paid for must not.
            runtime.Log.LedgerFailed(trace.Policy, exception);
        }
    }

    private static AnswerTokens Tokens(PolicyRequest request, UsageDetails? usage, long outputTokens) =>
        AttemptCost.IsPlausible(usage, outputTokens > 0)
            ? new(usage!.InputTokenCount!.Value, usage.CachedInputTokenCount ?? 0, usage.OutputTokenCount!.Value)
            : new(request.Facts.InputTokens, 0, outputTokens);

    private readonly record struct AnswerTokens(long Input, long Cached, long Output);
}
