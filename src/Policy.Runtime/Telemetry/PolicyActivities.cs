using System.Diagnostics;
using Microsoft.Extensions.AI;

namespace OptPolicy;

/// <summary>Spans: one for each request, and below it one for each attempt.</summary>
internal static class PolicyActivities
{
    private static readonly ActivitySource Source = new(TelemetryNames.Source);

    public static Activity? StartRequest(CompiledPolicy policy)
    {
        if (!Source.HasListeners()) return null;
        var activity = Source.StartActivity($"policy {policy.Name}", ActivityKind.Internal);
        activity?.SetTag(TelemetryNames.Policy, policy.Name);
        activity?.SetTag(TelemetryNames.PolicyHash, policy.Hash);
        return activity;
    }

    public static void EndRequest(Activity? activity, DecisionTrace trace, SemanticHit? hit)
    {
        if (activity is null) return;
        activity.SetTag(TelemetryNames.Rule, trace.Rule);
        activity.SetTag(TelemetryNames.Plan, trace.Plan);
        activity.SetTag(TelemetryNames.Model, trace.Model);
        activity.SetTag(TelemetryNames.Cache, trace.Cache);
        activity.SetTag(TelemetryNames.Outcome, OutcomeName.Of(trace.Outcome));
        activity.SetTag(TelemetryNames.Attempts, trace.Attempts.Length);
        activity.SetTag(TelemetryNames.Cost, (double)trace.Cost);
        activity.SetTag(TelemetryNames.Baseline, (double)trace.BaselineCost);
        if (hit is not null)
        {
            activity.SetTag(TelemetryNames.Similarity, hit.Similarity);
            activity.SetTag(TelemetryNames.CacheReason, hit.Reason);
            activity.SetTag(TelemetryNames.CacheAge, hit.Age.TotalSeconds);
            activity.SetTag(TelemetryNames.Saved, (double)hit.Saved);
        }

        if (trace.Recorded) activity.SetTag(TelemetryNames.Recorded, true);
        if (trace.Outcome is not (OutcomeClass.Ok or OutcomeClass.LowConfidence)) activity.SetStatus(ActivityStatusCode.Error, OutcomeName.Of(trace.Outcome));
        activity.Stop();
    }

    public static Activity? StartAttempt(ModelInfo model, string? provider, PolicyRequest request)
    {
        if (!Source.HasListeners()) return null;
        var activity = Source.StartActivity($"{TelemetryNames.Chat} {model.Name}", ActivityKind.Client, request.Activity?.Context ?? default);
        if (activity is null) return null;
        activity.SetTag(TelemetryNames.Operation, TelemetryNames.Chat);
        activity.SetTag(TelemetryNames.RequestModel, model.Provider == ModelProvider.OpenAI ? model.ProviderArgument ?? model.Name : model.Name);
        activity.SetTag(TelemetryNames.Provider, provider ?? model.Provider.ToString().ToLowerInvariant());
        if (request.Options?.MaxOutputTokens is { } maxTokens) activity.SetTag(TelemetryNames.RequestMaxTokens, maxTokens);
        if (request.Options?.Temperature is { } temperature) activity.SetTag(TelemetryNames.RequestTemperature, (double)temperature);
        if (request.IsStreaming) activity.SetTag(TelemetryNames.RequestStream, true);
        return activity;
    }

    public static void EndAttempt(Activity? activity, AttemptTrace trace, AttemptFailure failure, UsageDetails? usage, AnswerOrigin origin)
    {
        if (activity is null) return;
        activity.SetTag(TelemetryNames.Reason, trace.Reason);
        activity.SetTag(TelemetryNames.Outcome, OutcomeName.Of(trace.Outcome));
        activity.SetTag(TelemetryNames.Reserved, (double)trace.Reserved);
        activity.SetTag(TelemetryNames.Cost, (double)trace.Settled);
        if (trace.Status != 0) activity.SetTag(TelemetryNames.Status, trace.Status);
        if (origin.ModelId is not null) activity.SetTag(TelemetryNames.ResponseModel, origin.ModelId);
        if (origin.ResponseId is not null) activity.SetTag(TelemetryNames.ResponseId, origin.ResponseId);
        if (origin.FinishReason is { } reason) activity.SetTag(TelemetryNames.FinishReasons, new[] { reason.Value });
        if (usage?.InputTokenCount is { } input) activity.SetTag(TelemetryNames.InputTokens, input);
        if (usage?.OutputTokenCount is { } output) activity.SetTag(TelemetryNames.OutputTokens, output);
        if (usage?.CachedInputTokenCount is { } cached) activity.SetTag(TelemetryNames.CachedTokens, cached);
        if (usage?.ReasoningTokenCount is { } reasoning) activity.SetTag(TelemetryNames.ReasoningTokens, reasoning);
        if (SpeculationCounts.Of(usage) is { } speculation)
        {
            activity.SetTag(TelemetryNames.Rounds, speculation.Rounds);
            activity.SetTag(TelemetryNames.DraftsProposed, speculation.Proposed);
            activity.SetTag(TelemetryNames.DraftsAccepted, speculation.Accepted);
        }

        if (trace.Outcome is not (OutcomeClass.Ok or OutcomeClass.LowConfidence))
        {
            activity.SetTag(TelemetryNames.ErrorType, failure.Exception?.GetType().FullName ?? OutcomeName.Of(trace.Outcome));
            activity.SetStatus(ActivityStatusCode.Error, OutcomeName.Of(trace.Outcome));
        }

        activity.Stop();
    }
}
