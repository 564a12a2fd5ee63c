namespace OptPolicy;

/// <summary>A near entry that was not served, and why; a model's answer tells whether it would have been right.</summary>
/// <param name="Match">The entry.</param>
/// <param name="Reason">One of the codes of <see cref="HitDecision"/>.</param>
internal sealed record RejectedMatch(SemanticMatch Match, string Reason);
