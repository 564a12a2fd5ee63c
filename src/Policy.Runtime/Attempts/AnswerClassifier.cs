using Microsoft.Extensions.AI;

namespace OptPolicy;

/// <summary>Tells from a complete answer how an attempt ended.</summary>
internal static class AnswerClassifier
{
    private const string Refusal = "Refusal";

    /// <summary>Classifies an answer of a provider that reported no error.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="callerLimitsOutput">Whether the caller asked for a limit; reaching it is then no failure.</param>
    public static OutcomeClass Classify(ChatResponse response, bool callerLimitsOutput)
    {
        if (response.FinishReason == ChatFinishReason.ContentFilter) return OutcomeClass.ContentFiltered;
        if (response.FinishReason == ChatFinishReason.Length && !callerLimitsOutput) return OutcomeClass.Truncated;

        // The answer is still being made in the background; the caller comes back for it.
        if (response.ContinuationToken is not null) return OutcomeClass.Ok;

        ErrorContent? error = null;
        var messages = response.Messages;
        for (var i = 0; i < messages.Count; i++)
        {
            var contents = messages[i].Contents;
            for (var j = 0; j < contents.Count; j++)
            {
                if (contents[j] is ErrorContent e) error ??= e;
                else if (HoldsSomething(contents[j])) return OutcomeClass.Ok;
            }
        }

        if (error is not null) return error.ErrorCode == Refusal ? OutcomeClass.ContentFiltered : OutcomeClass.Transient;
        return callerLimitsOutput && response.FinishReason == ChatFinishReason.Length ? OutcomeClass.Ok : OutcomeClass.Truncated;
    }

    /// <summary>Whether a content is part of an answer, rather than accounting or an empty delta.</summary>
    public static bool HoldsSomething(AIContent content) => content switch
    {
        TextContent text => text.Text.Length > 0,
        TextReasoningContent reasoning => reasoning.Text.Length > 0,
        UsageContent => false,
        _ => true,
    };
}
