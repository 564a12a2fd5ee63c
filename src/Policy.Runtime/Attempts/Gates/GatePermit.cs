using Microsoft.Extensions.AI;

namespace OptPolicy;

/// <summary>The right to one attempt.</summary>
internal sealed class GatePermit(ModelGate gate)
{
    /// <summary>Whether the attempt decides if the breaker closes.</summary>
    public bool IsTrial;

    /// <summary>The second in which it was counted.</summary>
    public long Second;

    /// <summary>The input tokens that were estimated for it.</summary>
    public long InputTokens;

    /// <summary>The tokens that were counted for it.</summary>
    public long Tokens;

    public void Return() => gate.Return(this);

    public void Ended(AttemptFailure failure, UsageDetails? usage, long outputTokens) => gate.Ended(this, failure, usage, outputTokens);
}

/// <summary>Whether an attempt may be made.</summary>
/// <param name="Permit">The right to it, or <see langword="null"/>.</param>
/// <param name="Failure">As what the refusal counts.</param>
/// <param name="Why">The refusal in words.</param>
internal readonly record struct GateAnswer(GatePermit? Permit, AttemptFailure Failure, string? Why);
