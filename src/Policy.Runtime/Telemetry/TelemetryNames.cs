namespace OptPolicy;

/// <summary>Names of spans, metrics and attributes, for subscribing to them.</summary>
/// <remarks>Attempts follow the OpenTelemetry conventions for generative AI, which have no name for cost or routing; those are <c>optpolicy.*</c>.</remarks>
public static class TelemetryNames
{
    /// <summary>Name of the activity source and of the meter.</summary>
    public const string Source = "OptPolicy";

    internal const string Policy = "optpolicy.policy.name";
    internal const string PolicyHash = "optpolicy.policy.hash";
    internal const string Rule = "optpolicy.rule";
    internal const string Plan = "optpolicy.plan";
    internal const string Model = "optpolicy.model";
    internal const string Cache = "optpolicy.cache";
    internal const string Outcome = "optpolicy.outcome";
    internal const string Attempts = "optpolicy.attempts";
    internal const string Reason = "optpolicy.attempt.reason";
    internal const string Cost = "optpolicy.cost.settled";
    internal const string Reserved = "optpolicy.cost.reserved";
    internal const string Baseline = "optpolicy.cost.baseline";
    internal const string Recorded = "optpolicy.recorded";
    internal const string BudgetScopeName = "optpolicy.budget.scope";
    internal const string Collection = "optpolicy.retrieval.collection";
    internal const string CacheOperation = "optpolicy.cache.operation";
    internal const string CacheReason = "optpolicy.cache.reason";
    internal const string Promoted = "optpolicy.cache.promoted";
    internal const string CacheAge = "optpolicy.cache.age";
    internal const string Saved = "optpolicy.cache.saved";
    internal const string Similarity = "optpolicy.cache.similarity";

    // Also what local models call them in the additional counts of their usage.
    internal const string Rounds = "optpolicy.rounds";
    internal const string DraftsProposed = "optpolicy.drafts_proposed";
    internal const string DraftsAccepted = "optpolicy.drafts_accepted";

    internal const string Operation = "gen_ai.operation.name";
    internal const string Chat = "chat";
    internal const string Provider = "gen_ai.provider.name";
    internal const string RequestModel = "gen_ai.request.model";
    internal const string RequestMaxTokens = "gen_ai.request.max_tokens";
    internal const string RequestTemperature = "gen_ai.request.temperature";
    internal const string RequestStream = "gen_ai.request.stream";
    internal const string ResponseModel = "gen_ai.response.model";
    internal const string ResponseId = "gen_ai.response.id";
    internal const string FinishReasons = "gen_ai.response.finish_reasons";
    internal const string InputTokens = "gen_ai.usage.input_tokens";
    internal const string OutputTokens = "gen_ai.usage.output_tokens";
    internal const string CachedTokens = "gen_ai.usage.cache_read.input_tokens";
    internal const string ReasoningTokens = "gen_ai.usage.reasoning.output_tokens";
    internal const string TokenType = "gen_ai.token.type";
    internal const string ErrorType = "error.type";
    internal const string Status = "http.response.status_code";
}
