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

    public HitDecision Decide(SemanticMatch match) =>
        Decision.Decide(Asked, QuestionText.Of(match.Entry.Question), match.Similarity, match.Entry.State.Labels.AsSpan(), Learning);

    /// <summary>Whether the answer to <paramref name="other"/>, which is on its way, may be served for this question too.</summary>
    public bool IsServedBy(QuestionText other, double similarity) =>
        Settings.ShareAfterUsers <= 1 && similarity >= Decision.Floor && Decision.Decide(Asked, other, similarity, [], Learning).Action is HitAction.Serve;
}
