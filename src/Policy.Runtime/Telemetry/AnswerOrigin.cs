using Microsoft.Extensions.AI;

namespace OptPolicy;

/// <summary>What a provider says about where its answer comes from.</summary>
internal readonly record struct AnswerOrigin(string? ModelId, string? ResponseId, ChatFinishReason? FinishReason)
{
    public static AnswerOrigin Of(ChatResponse response) => new(response.ModelId, response.ResponseId, response.FinishReason);

    public static AnswerOrigin Of(StreamTally tally) => new(tally.ModelId, tally.ResponseId, tally.FinishReason);
}
