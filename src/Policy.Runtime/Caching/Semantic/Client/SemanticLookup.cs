using System.Numerics.Tensors;

namespace OptPolicy;

/// <summary>One look-up: what is asked, and by what rules.</summary>
/// <param name="Key">Where it belongs.</param>
/// <param name="Vector">The question's vector.</param>
/// <param name="Asked">The question's words.</param>
/// <param name="Decision">The policy's rule.</param>
/// <param name="Learning">What was learned in the scope, if the policy learns.</param>
/// <param name="Settings">The policy's settings, as they were when the request came.</param>
/// <param name="Control">What the request allows.</param>
internal sealed record SemanticLookup(
    SemanticKey Key, ReadOnlyMemory<float> Vector, QuestionText Asked, SemanticDecision Decision, ScopeLearning? Learning, SemanticCacheSettings Settings, CacheControl Control)
{
    /// <summary>The match with its similarity computed anew where the store gives the entry's vector: engines round, and near a threshold that decides.</summary>
    public SemanticMatch Exact(SemanticMatch match) => match.Entry.Vector.Length != Vector.Length
        ? match
        : match with { Similarity = Math.Clamp(TensorPrimitives.Dot(Vector.Span, match.Entry.Vector.Span), -1, 1) };

    private readonly Dictionary<string, QuestionText> _read = new(StringComparer.Ordinal);

    /// <summary>What the store found and may count, the most evident first.</summary>
    public SemanticMatch[] Sort(IReadOnlyList<SemanticMatch>? found, DateTimeOffset now) => found is null ? [] :
    [
        // A store that returned another partition's entry must not be believed.
        .. found.Select(Exact)
            .Where(match => string.Equals(match.Entry.Partition, Key.Partition, StringComparison.Ordinal) && match.Entry.Expires > now && Control.Allows(match.Entry.Created, now))
            .OrderByDescending(Evidence),
    ];

    /// <summary>The least similarity of an entry that matters: that can be served, rival one that is, or be promoted.</summary>
    public double LookFrom => Settings.PromoteFrom is { } from ? Math.Min(from, Decision.LookFrom) : Decision.LookFrom;

    /// <summary>The nearest entry that a judge may find to answer this question too: none that a guard tells apart, none that was judged already, none that was promoted itself, and none that only its writer may see.</summary>
    public SemanticMatch? NearMiss(SemanticMatch[] matches, SemanticMatch? judged)
    {
        if (Settings is not { PromoteFrom: { } from, Verifier: not null } || Control.NoStore)
            return null;
        foreach (var match in matches)
        {
            if (match.Similarity < from)
                return null;
            if (string.Equals(match.Entry.Id, judged?.Entry.Id, StringComparison.Ordinal) || EntryPromotion.IsPromoted(match.Entry) || !EntryTrust.IsShared(match.Entry, Settings))
                continue;
            if (QuestionGuards.Compare(Asked, QuestionText.Of(match.Entry.Question), Settings.Guards) is not { IsDoubt: false })
                return match;
        }

        return null;
    }

    /// <summary>Decides about one of <paramref name="matches"/>; those before it were not served.</summary>
    public HitDecision Decide(SemanticMatch[] matches, int index)
    {
        var match = matches[index];
        var around = HitSurroundings.Of(matches.Length, index, i => Evidence(matches[i]), Settings.Margin, (a, b) => CachedAnswer.SaysTheSame(matches[a].Entry.Answer.Span, matches[b].Entry.Answer.Span));
        return Decision.Decide(Asked, Read(match), match.Similarity, around, match.Entry.State.Labels.AsSpan(), Learning);
    }

    private double Evidence(SemanticMatch match) => HitEvidence.Of(match.Similarity, Asked, Read(match));

    private QuestionText Read(SemanticMatch match)
    {
        if (!_read.TryGetValue(match.Entry.Question, out var text))
            _read.Add(match.Entry.Question, text = QuestionText.Of(match.Entry.Question));
        return text;
    }

    /// <summary>Whether the answer to <paramref name="other"/>, which is on its way, may be served for this question too.</summary>
    public bool IsServedBy(QuestionText other, double similarity) =>
        Settings.ShareAfterUsers <= 1 && similarity >= Decision.Floor && Decision.Decide(Asked, other, similarity, default, [], Learning).Action is HitAction.Serve;
}
