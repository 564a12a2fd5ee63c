using Microsoft.Extensions.AI;

namespace OptPolicy;

/// <summary>Attaches traces without touching what providers returned, which they may share between callers.</summary>
internal static class TracedResponse
{
    public static ChatResponse Of(ChatResponse response, DecisionTrace trace) => new(response.Messages)
    {
        ResponseId = response.ResponseId,
        ConversationId = response.ConversationId,
        ModelId = response.ModelId,
        CreatedAt = response.CreatedAt,
        FinishReason = response.FinishReason,
        Usage = response.Usage,
        ContinuationToken = response.ContinuationToken,
        RawRepresentation = response.RawRepresentation,
        AdditionalProperties = With(response.AdditionalProperties, trace),
    };

    /// <summary>An update without content that ends a stream.</summary>
    /// <remarks>It has no message id: with one, joining the updates would put the trace on the last message instead of the response.</remarks>
    public static ChatResponseUpdate LastUpdate(ChatResponseUpdate? before, DecisionTrace trace) => new()
    {
        Role = before?.Role,
        AuthorName = before?.AuthorName,
        ResponseId = before?.ResponseId,
        ConversationId = before?.ConversationId,
        ModelId = before?.ModelId,
        CreatedAt = before?.CreatedAt,
        AdditionalProperties = With(null, trace),
    };

    private static AdditionalPropertiesDictionary With(AdditionalPropertiesDictionary? properties, DecisionTrace trace)
    {
        var all = properties is null ? [] : new AdditionalPropertiesDictionary(properties);
        all[DecisionTrace.PropertyName] = trace;
        return all;
    }
}
