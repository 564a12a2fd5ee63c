using System.Collections.Immutable;

namespace OptPolicy;

/// <summary>What the semantic cache would do with a request, and why. Holds prompt text: not for logs. Immutable.</summary>
/// <param name="Skipped">Why the request has no part in the cache; <see langword="null"/> when it has.</param>
/// <param name="Question">The text that may be worded otherwise; empty when the request is skipped.</param>
/// <param name="Partition">Hex SHA-256 of everything that must be equal; empty when the request is skipped.</param>
/// <param name="Scope">Hex SHA-256 of the scope's facts; empty when the request is skipped.</param>
/// <param name="Floor">The least similarity that is looked at.</param>
/// <param name="Learning">What was learned in the scope; <see langword="null"/> when the policy's threshold alone decides.</param>
/// <param name="Candidates">Near entries, the nearest first. The first whose action is <c>serve</c> is served.</param>
public sealed record SemanticExplanation(
    string? Skipped, string Question, string Partition, string Scope, double Floor, SemanticScopeStatus? Learning, ImmutableArray<SemanticCandidate> Candidates)
{
    internal static SemanticExplanation Without(string reason) => new(reason, "", "", "", 0, null, []);
}

/// <summary>What was learned in a scope. Immutable.</summary>
/// <param name="IsOpen">Whether audits proved that too many hits were wrong, so that none is served.</param>
/// <param name="Audited">Served hits that were checked.</param>
/// <param name="False">Those that were wrong.</param>
/// <param name="MostDoubt">The largest probability of being wrong at which an entry is served; negative when none is.</param>
public sealed record SemanticScopeStatus(bool IsOpen, long Audited, long False, double MostDoubt);

/// <summary>A near entry, and what becomes of it. Immutable.</summary>
/// <param name="EntryId">Names the entry.</param>
/// <param name="Question">What was asked when it was written.</param>
/// <param name="Similarity">Cosine of the two questions.</param>
/// <param name="Action"><c>serve</c>, <c>verify</c> (the verifier decides) or <c>miss</c>.</param>
/// <param name="Reason">The code that traces and metrics show, for example <c>near</c>, <c>far</c>, <c>doubtful</c>, <c>unshared</c>, <c>beyond</c> (others are nearer) or <c>guard:numbers</c>.</param>
/// <param name="Probability">Of being right, as far as it was learned.</param>
/// <param name="Age">Since it was written.</param>
/// <param name="Left">Until it ceases to exist.</param>
/// <param name="Model">The model that answered.</param>
/// <param name="Cost">US dollars that the answer had cost.</param>
/// <param name="Hits">Times it was served.</param>
/// <param name="Users">Different users who are known to have been given the same answer.</param>
/// <param name="Labels">Judged neighbours that the probability rests on.</param>
/// <param name="Differences">What each guard that the policy uses finds; empty when none finds anything.</param>
public sealed record SemanticCandidate(
    string EntryId, string Question, double Similarity, string Action, string Reason, double? Probability, TimeSpan Age, TimeSpan Left,
    string Model, decimal Cost, long Hits, int Users, ImmutableArray<HitLabel> Labels, ImmutableArray<QuestionDifference> Differences)
{
    /// <summary>What the verifier said; <see langword="null"/> when it was not asked.</summary>
    public HitVerdict? Verdict { get; init; }
}

/// <summary>A difference between two questions. Immutable.</summary>
/// <param name="Guard">The guard that found it.</param>
/// <param name="IsDoubt">Whether a verifier may overrule it.</param>
/// <param name="Asked">What the question says.</param>
/// <param name="Cached">What the entry's question says instead.</param>
public sealed record QuestionDifference(GuardKinds Guard, bool IsDoubt, string Asked, string Cached);
