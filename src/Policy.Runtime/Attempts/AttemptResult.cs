using Microsoft.Extensions.AI;

namespace OptPolicy;

/// <summary>What an attempt came to: an answer, the beginning of a stream that is committed, or a failure.</summary>
internal sealed class AttemptResult
{
    public required ModelInfo Model { get; init; }

    /// <summary>How it ended; <see cref="OutcomeClass.Ok"/> for an answer and for a committed stream.</summary>
    public required AttemptFailure Failure { get; init; }

    /// <summary>The complete answer, unless a stream goes on.</summary>
    public ChatResponse? Response { get; init; }

    /// <summary>Updates that arrived so far, when streaming.</summary>
    public IReadOnlyList<ChatResponseUpdate> Updates { get; init; } = [];

    /// <summary>The rest of a committed stream.</summary>
    public AttemptStream? Rest { get; init; }

    /// <summary>Whether it was stopped so that a fallback step takes over.</summary>
    public bool HandedOver { get; init; }

    /// <summary>Whether the model was not asked, because its breaker is open or its rate used up.</summary>
    public bool IsSkipped { get; init; }

    /// <summary>The budget that refused it.</summary>
    public BudgetDenial? Denial { get; init; }

    public bool IsAnswer => Failure.Outcome == OutcomeClass.Ok;

    /// <summary>Whether the caller of the bare client would have seen this as an answer: complete, though not a good one.</summary>
    public bool IsServable => Response is { FinishReason: not null } or { Messages.Count: > 0 } && Rest is null;
}
