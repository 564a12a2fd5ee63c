using OptPolicy.Compression.Pipeline.Judging;
using OptPolicy.Language.Semantics;

namespace OptPolicy.Compression.Pipeline.Recovery;

/// <summary>One rung that was tried. Immutable.</summary>
/// <param name="Rung">The rung.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Reason">Why, in one sentence.</param>
public sealed record RungRecord(RecoveryKind Rung, RungOutcome Outcome, string Reason)
{
    /// <summary>What the gates said about its model.</summary>
    public Judgement? Judgement { get; init; }
}
