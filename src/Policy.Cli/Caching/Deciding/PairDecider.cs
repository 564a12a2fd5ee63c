namespace OptPolicy.Cli.Caching.Deciding;

/// <summary>Decides as the client does about a question whose nearest entry is the other of its pair: the rule first, then the verifier where the rule asks for it.</summary>
internal sealed class PairDecider(OpenedCache cache, TimeProvider clock)
{
    /// <summary>What the verifier took, each time it was asked.</summary>
    public List<TimeSpan> VerifierTimes { get; } = [];

    /// <summary>Decides by the policy's own settings, or with other ones.</summary>
    public async ValueTask<HitDecision> DecideAsync(MeasuredPair pair, SemanticCacheSettings settings, ScopeLearning? learning, CancellationToken cancellationToken)
    {
        if (pair.IsSettled)
            return pair.Words;
        var decision = new SemanticDecision(settings, cache.Runtime.Policy.VerifyHit).Decide(pair.Asked, pair.Cached, pair.Similarity, new HitSurroundings(pair.Label.Rival, IsBehind: false), [], learning);
        if (decision.Action is not HitAction.Verify)
            return decision;

        var verdict = pair.Verdict ??= await AskAsync(pair, cancellationToken);
        return verdict.IsSame
            ? decision with { Action = HitAction.Serve, Reason = "verified", Probability = verdict.Probability ?? decision.Probability }
            : decision with { Action = HitAction.Miss, Reason = "refused" };
    }

    private async ValueTask<HitVerdict> AskAsync(MeasuredPair pair, CancellationToken cancellationToken)
    {
        if (cache.Verifier is not { } verifier)
            return default;
        var begun = clock.GetTimestamp();
        var verdict = await verifier.VerifyAsync(pair.Label.Asked.Trim(), pair.Label.Cached.Trim(), cancellationToken);
        VerifierTimes.Add(clock.GetElapsedTime(begun));
        return verdict;
    }
}
