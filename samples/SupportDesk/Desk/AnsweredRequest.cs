using OptPolicy;
using SupportSample.Traffic;

namespace SupportSample.Desk;

/// <summary>One request of a conversation and what the policy made of it; a tool loop makes several of one turn.</summary>
/// <param name="Conversation">Who asked.</param>
/// <param name="Turn">Which turn, from 1.</param>
/// <param name="At">When it was answered, on the simulated clock.</param>
/// <param name="Trace">The decision and its cost.</param>
/// <param name="Correct">Whether the answer was right, where the recording says so.</param>
internal sealed record AnsweredRequest(Conversation Conversation, int Turn, DateTimeOffset At, DecisionTrace Trace, bool? Correct)
{
    public string Text => Conversation.Say[Turn - 1];
}
