namespace OptPolicy;

/// <summary>
/// Decides whether an entry's answer is served for a question: a pure function of the two texts, their similarity, what was learned and the
/// policy, so that requests, <c>explain</c> and evaluations cannot disagree. Thread-safe.
/// </summary>
/// <param name="settings">The policy's settings.</param>
/// <param name="needsVerifier">The policy's condition of <c>verify … when</c>.</param>
internal sealed class SemanticDecision(SemanticCacheSettings settings, Func<CacheCandidate, bool> needsVerifier)
{
    /// <summary>The least similarity at which an entry can be served at all.</summary>
    public double Floor => settings.Threshold;

    /// <summary>The least similarity of an entry that can be another's rival.</summary>
    public double LookFrom => Math.Max(0, settings.Threshold - settings.Margin - HitEvidence.Reach);

    /// <summary>Decides.</summary>
    /// <param name="asked">The question now.</param>
    /// <param name="cached">The entry's question.</param>
    /// <param name="similarity">Their cosine.</param>
    /// <param name="around">What else is near.</param>
    /// <param name="labels">Judged neighbours of the entry.</param>
    /// <param name="learning">What was learned in the scope; only with <see cref="SemanticCacheSettings.MostFalseHits"/>.</param>
    public HitDecision Decide(QuestionText asked, QuestionText cached, double similarity, HitSurroundings around, ReadOnlySpan<HitLabel> labels, ScopeLearning? learning)
    {
        var decided = DecideClosed(asked, cached, similarity, around, labels, learning);
        return learning is not { IsOpen: true } || decided is { Action: HitAction.Miss } or { Reason: HitDecision.Identical } ? decided
            : decided with { Action = HitAction.Miss, Reason = decided.Action is HitAction.Serve ? HitDecision.Broken : decided.Reason };
    }

    private HitDecision DecideClosed(QuestionText asked, QuestionText cached, double similarity, HitSurroundings around, ReadOnlySpan<HitLabel> labels, ScopeLearning? learning)
    {
        if (string.Equals(asked.Joined, cached.Joined, StringComparison.Ordinal) && SaysTheSame(asked, cached))
            return new HitDecision(HitAction.Serve, HitDecision.Identical, similarity);

        var guard = QuestionGuards.Compare(asked, cached, settings.Guards);
        if (guard is { IsDoubt: false } difference)
            return new HitDecision(HitAction.Miss, Code(difference.Kind), similarity);

        var (isNear, probability) = IsNear(similarity, labels, learning);
        var isInBand = settings.Verifier is not null && similarity >= settings.Threshold && needsVerifier(new CacheCandidate(similarity));
        if (!isNear && !isInBand)
            return new HitDecision(HitAction.Miss, similarity < settings.Threshold ? "far" : "doubtful", similarity, probability);
        var evidence = HitEvidence.Of(similarity, asked, cached);
        if ((guard is { } doubt && !settings.ServesDoubts ? Code(doubt.Kind) : Doubt(evidence, around)) is { } reason)
            return new HitDecision(settings.Verifier is null ? HitAction.Miss : HitAction.Verify, reason, similarity, probability);
        return isInBand
            ? new HitDecision(HitAction.Verify, "band", similarity, probability)
            : new HitDecision(HitAction.Serve, "near", similarity, probability);
    }

    /// <summary>The code of a guard as policies spell it.</summary>
    public static string Code(GuardKinds kind) => HitDecision.GuardPrefix + kind switch
    {
        GuardKinds.Numbers => "numbers",
        GuardKinds.Negation => "negation",
        GuardKinds.Dates => "dates",
        GuardKinds.Entities => "entities",
        GuardKinds.Code => "code",
        GuardKinds.Person => "person",
        GuardKinds.Tense => "tense",
        GuardKinds.Logic => "logic",
        GuardKinds.ArgumentOrder => "argument_order",
        _ => "minimal_pair",
    };

    private string? Doubt(double evidence, HitSurroundings around) =>
        around.IsBehind ? "behind" : evidence - around.Rival < settings.Margin ? "rival" : null;

    private (bool IsNear, double? Probability) IsNear(double similarity, ReadOnlySpan<HitLabel> labels, ScopeLearning? learning)
    {
        if (similarity < settings.Threshold)
            return (false, null);
        if (settings.MostFalseHits is null || learning is null)
            return (settings.MostFalseHits is null, null);
        var probability = learning.Probability(similarity, labels);
        return (1 - probability <= learning.MostDoubt, probability);
    }

    // Two texts with the same words can still differ in marks that the words leave out.
    private static bool SaysTheSame(QuestionText asked, QuestionText cached) =>
        asked.Quantities.SequenceEqual(cached.Quantities) && asked.Dates.SequenceEqual(cached.Dates) && asked.Literals.SequenceEqual(cached.Literals);
}
