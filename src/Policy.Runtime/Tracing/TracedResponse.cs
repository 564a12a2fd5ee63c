using Microsoft.Extensions.AI;

namespace OptPolicy;

/// <summary>Attaches traces without touching what providers returned, which they may share between callers.</summary>
internal static class TracedResponse
{
    public static ChatResponse Of(ChatResponse response, DecisionTrace trace, SemanticHit? hit = null) => new(response.Messages)
    {
        ResponseId = response.ResponseId,
        ConversationId = response.ConversationId,
        ModelId = response.ModelId,
        CreatedAt = response.CreatedAt,
        FinishReason = response.FinishReason,
        Usage = response.Usage,
        ContinuationToken = response.ContinuationToken,
        RawRepresentation = response.RawRepresentation,
        AdditionalProperties = With(response.AdditionalProperties, trace, hit),
    };

    /// <summary>An update without content that ends a stream.</summary>
    /// <remarks>It has no message id: with one, joining the updates would put the trace on the last message instead of the response.</remarks>
    public static ChatResponseUpdate LastUpdate(ChatResponseUpdate? before, DecisionTrace trace, SemanticHit? hit = null) => new()
    {
        Role = before?.Role,
        AuthorName = before?.AuthorName,
        ResponseId = before?.ResponseId,
        ConversationId = before?.ConversationId,
        ModelId = before?.ModelId,
        CreatedAt = before?.CreatedAt,
        AdditionalProperties = With(null, trace, hit),
    };

    private static AdditionalPropertiesDictionary With(AdditionalPropertiesDictionary? properties, DecisionTrace trace, SemanticHit? hit)
    {
        var all = properties is null ? [] : new AdditionalPropertiesDictionary(properties);
        all[DecisionTrace.PropertyName] = trace;
        if (trace.Passages.Length > 0) all[PassageCitation.PropertyName] = (IReadOnlyList<PassageCitation>)trace.Passages;
        if (hit is not null) all[SemanticHit.PropertyName] = hit;
        return all;
    }
}
