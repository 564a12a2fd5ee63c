using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.AI;

namespace OptPolicy;

/// <summary>Metrics. Tenants and users are never attributes: their number has no bound.</summary>
internal static class PolicyMeter
{
    private static readonly Meter Meter = new(TelemetryNames.Source);
    private static readonly Counter<long> Requests = Meter.CreateCounter<long>("optpolicy.requests", "{request}", "Finished requests.");
    private static readonly Histogram<double> RequestDuration = Meter.CreateHistogram<double>("optpolicy.request.duration", "s", "From the call to the last token.");
    private static readonly Counter<double> Cost = Meter.CreateCounter<double>("optpolicy.cost", "{USD}", "Paid for all attempts.");
    private static readonly Counter<double> Baseline = Meter.CreateCounter<double>("optpolicy.cost.baseline", "{USD}", "What the baseline model would have cost.");
    private static readonly Counter<long> Attempts = Meter.CreateCounter<long>("optpolicy.attempts", "{attempt}", "Attempts, answered or not.");
    private static readonly Counter<long> Skips = Meter.CreateCounter<long>("optpolicy.attempts.skipped", "{attempt}", "Attempts that were not made because the model's breaker was open or its rate used up.");
    private static readonly Counter<long> CacheFailures = Meter.CreateCounter<long>("optpolicy.cache.failures", "{failure}", "Cache operations that failed and counted as a miss.");
    private static readonly Counter<long> SemanticDecisions = Meter.CreateCounter<long>("optpolicy.semantic_cache.decisions", "{entry}", "Near entries of the semantic cache, by why they were served or not.");
    private static readonly Counter<long> SemanticJudgements = Meter.CreateCounter<long>("optpolicy.semantic_cache.judgements", "{entry}", "Near misses that were judged in the background, by whether their answer was promoted.");
    private static readonly Counter<long> IntentFailures = Meter.CreateCounter<long>("optpolicy.intent.failures", "{failure}", "Requests whose intent was asked for and not recognised, because the embedder failed or came too late.");
    private static readonly Counter<long> RetrievalFailures = Meter.CreateCounter<long>("optpolicy.retrieval.failures", "{failure}", "Searches that failed or came too late.");
    private static readonly Histogram<long> Passages = Meter.CreateHistogram<long>("optpolicy.retrieval.passages", "{passage}", "Passages in a prompt.");
    private static readonly Histogram<long> PassageTokens = Meter.CreateHistogram<long>("optpolicy.retrieval.tokens", "{token}", "Estimated tokens of the passages in a prompt.");
    private static readonly Counter<long> BudgetWarnings = Meter.CreateCounter<long>("optpolicy.budget.warnings", "{request}", "Requests served beyond a warning step.");
    private static readonly Counter<long> BudgetDenials = Meter.CreateCounter<long>("optpolicy.budget.denials", "{request}", "Requests that a budget rejected.");
    private static readonly Counter<long> SettleFailures = Meter.CreateCounter<long>("optpolicy.budget.settle_failures", "{attempt}", "Attempts whose reservation could not be settled.");
    private static readonly Counter<long> Rounds = Meter.CreateCounter<long>("optpolicy.speculation.rounds", "{call}", "Calls of local models after the prompt.");
    private static readonly Counter<long> DraftsProposed = Meter.CreateCounter<long>("optpolicy.speculation.proposed", "{token}", "Drafted tokens that local models verified.");
    private static readonly Counter<long> DraftsAccepted = Meter.CreateCounter<long>("optpolicy.speculation.accepted", "{token}", "Drafted tokens that local models agreed with.");
    private static readonly Histogram<double> OperationDuration = Meter.CreateHistogram<double>("gen_ai.client.operation.duration", "s", "Duration of one attempt.");
    private static readonly Histogram<long> TokenUsage = Meter.CreateHistogram<long>("gen_ai.client.token.usage", "{token}", "Tokens of one attempt.");

    public static void Finished(DecisionTrace trace)
    {
        if (!Requests.Enabled && !RequestDuration.Enabled && !Cost.Enabled && !Baseline.Enabled) return;
        var tags = new TagList
        {
            { TelemetryNames.Policy, trace.Policy },
            { TelemetryNames.Rule, trace.Rule },
            { TelemetryNames.Model, trace.Model },
            { TelemetryNames.Cache, trace.Cache },
            { TelemetryNames.Outcome, OutcomeName.Of(trace.Outcome) },
        };
        Requests.Add(1, tags);
        RequestDuration.Record(trace.Duration.TotalSeconds, tags);
        Cost.Add((double)trace.Cost, tags);
        Baseline.Add((double)trace.BaselineCost, tags);
    }

    public static void Skipped(string policy, string model, OutcomeClass outcome) =>
        Skips.Add(1, new TagList { { TelemetryNames.Policy, policy }, { TelemetryNames.RequestModel, model }, { TelemetryNames.Outcome, OutcomeName.Of(outcome) } });

    public static void Attempted(string policy, AttemptTrace trace, UsageDetails? usage)
    {
        if (!Attempts.Enabled && !OperationDuration.Enabled && !TokenUsage.Enabled && !Rounds.Enabled) return;
        var tags = new TagList
        {
            { TelemetryNames.Policy, policy },
            { TelemetryNames.Operation, TelemetryNames.Chat },
            { TelemetryNames.RequestModel, trace.Model },
            { TelemetryNames.Reason, trace.Reason },
            { TelemetryNames.Outcome, OutcomeName.Of(trace.Outcome) },
        };
        Attempts.Add(1, tags);
        if (trace.Outcome != OutcomeClass.BudgetDenied) OperationDuration.Record(trace.Duration.TotalSeconds, tags);
        RecordSpeculation(policy, trace.Model, usage);
        RecordTokens(tags, "input", usage?.InputTokenCount);
        RecordTokens(tags, "output", usage?.OutputTokenCount);
    }

    public static void CacheFailed(string policy, string operation) =>
        CacheFailures.Add(1, new KeyValuePair<string, object?>(TelemetryNames.Policy, policy), new KeyValuePair<string, object?>(TelemetryNames.CacheOperation, operation));

    public static void SemanticDecided(string policy, string reason) =>
        SemanticDecisions.Add(1, new KeyValuePair<string, object?>(TelemetryNames.Policy, policy), new KeyValuePair<string, object?>(TelemetryNames.CacheReason, reason));

    public static void SemanticPromoted(string policy, bool isSame) =>
        SemanticJudgements.Add(1, new KeyValuePair<string, object?>(TelemetryNames.Policy, policy), new KeyValuePair<string, object?>(TelemetryNames.Promoted, isSame));

    public static void Retrieved(string policy, int passages, long tokens)
    {
        var tag = new KeyValuePair<string, object?>(TelemetryNames.Policy, policy);
        Passages.Record(passages, tag);
        PassageTokens.Record(tokens, tag);
    }

    public static void RetrievalFailed(string policy, string collection) =>
        RetrievalFailures.Add(1, new KeyValuePair<string, object?>(TelemetryNames.Policy, policy), new KeyValuePair<string, object?>(TelemetryNames.Collection, collection));

    public static void IntentFailed(string policy) => IntentFailures.Add(1, new KeyValuePair<string, object?>(TelemetryNames.Policy, policy));

    public static void BudgetWarned(string policy, BudgetScope scope) => BudgetWarnings.Add(1, Tags(policy, scope));

    public static void BudgetDenied(string policy, BudgetScope scope) => BudgetDenials.Add(1, Tags(policy, scope));

    public static void SettleFailed(string policy) => SettleFailures.Add(1, new KeyValuePair<string, object?>(TelemetryNames.Policy, policy));

    private static TagList Tags(string policy, BudgetScope scope) =>
        new() { { TelemetryNames.Policy, policy }, { TelemetryNames.BudgetScopeName, scope.ToString().ToLowerInvariant() } };

    private static void RecordSpeculation(string policy, string model, UsageDetails? usage)
    {
        if (SpeculationCounts.Of(usage) is not { } counts) return;
        var tags = new TagList { { TelemetryNames.Policy, policy }, { TelemetryNames.RequestModel, model } };
        Rounds.Add(counts.Rounds, tags);
        DraftsProposed.Add(counts.Proposed, tags);
        DraftsAccepted.Add(counts.Accepted, tags);
    }

    private static void RecordTokens(TagList tags, string type, long? tokens)
    {
        if (tokens is not { } count) return;
        tags.Add(TelemetryNames.TokenType, type);
        TokenUsage.Record(count, tags);
    }
}
