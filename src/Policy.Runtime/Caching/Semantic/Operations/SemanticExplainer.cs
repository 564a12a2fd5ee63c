using System.Collections.Immutable;

namespace OptPolicy;

/// <summary>Shows what the cache would do with a request. Serves nothing, learns nothing and counts nothing.</summary>
internal sealed class SemanticExplainer(PolicyRuntime runtime, SemanticServices services)
{
    private const int CandidatesMax = 10;

    public async ValueTask<SemanticExplanation> ExplainAsync(PolicyRequest request, bool verifies, CancellationToken cancellationToken)
    {
        if (runtime.Policy.SemanticCache is not { } settings)
            return SemanticExplanation.Without("the policy has no semantic cache");
        if (request.IsUngrounded)
            return SemanticExplanation.Without("passages are missing that the policy retrieves");
        if (runtime.Policy.BypassSemanticCache(request.Facts))
            return SemanticExplanation.Without("the policy bypasses it");
        if (SemanticKey.Of(request, runtime.Cache.Models, settings.Scope, services.Embedder.Fingerprint, out var reason) is not { } key)
            return SemanticExplanation.Without(reason!);

        var vector = await request.EmbedAsync(services.Embedder, key.Question, cancellationToken).ConfigureAwait(false);
        var learning = settings.MostFalseHits is null ? null : await services.Scopes.GetAsync(key.Scope, settings, cancellationToken).ConfigureAwait(false);
        var decision = new SemanticDecision(settings, runtime.Policy.VerifyHit);
        var lookup = new SemanticLookup(key, vector, QuestionText.Of(key.Question), decision, learning, settings, CacheControl.Of(request.Options));

        // What is too far is of interest here: it says by how much.
        var query = new SemanticQuery(runtime.Policy.Name, key.Partition, key.Question, vector, Floor: 0, CandidatesMax);
        var found = await services.Store.SearchAsync(query, cancellationToken).ConfigureAwait(false);
        var status = learning is null ? null : new SemanticScopeStatus(learning.IsOpen, learning.Audits.Audited, learning.Audits.False, learning.IsOpen ? -1 : learning.MostDoubt);
        return new SemanticExplanation(null, key.Question, key.Partition, key.Scope, decision.Floor, status, await ExplainAsync(found, lookup, request, verifies, cancellationToken).ConfigureAwait(false));
    }

    private async ValueTask<ImmutableArray<SemanticCandidate>> ExplainAsync(
        IReadOnlyList<SemanticMatch> found, SemanticLookup lookup, PolicyRequest request, bool verifies, CancellationToken cancellationToken)
    {
        // Requests see no more than these; what is shown of the others is only how near they are.
        var matches = lookup.Sort([.. found.Take(SemanticCacheStage.NeighboursMax).Where(m => m.Similarity >= lookup.Decision.LookFrom)], runtime.Time.GetUtcNow());
        var candidates = ImmutableArray.CreateBuilder<SemanticCandidate>(found.Count);
        for (var i = 0; i < matches.Length; i++)
        {
            var (decided, verdict) = (lookup.Decide(matches, i), (HitVerdict?)null);
            if (decided.Action is HitAction.Verify && verifies && services.Verifier is { } verifier)
            {
                verifies = false;
                verdict = await AskAsync(verifier, lookup.Key.Question, matches[i].Entry.Question, cancellationToken).ConfigureAwait(false);
                decided = decided with { Action = verdict.Value.IsSame ? HitAction.Serve : HitAction.Miss, Reason = verdict.Value.IsSame ? "verified" : decided.Reason, Probability = verdict.Value.Probability ?? decided.Probability };
            }

            candidates.Add(Explain(matches[i], decided, lookup, request) with { Verdict = verdict });
            verifies &= candidates[^1].Action is not "serve";
        }

        foreach (var match in found.Where(match => !Array.Exists(matches, m => string.Equals(m.Entry.Id, match.Entry.Id, StringComparison.Ordinal))))
        {
            var reason = match.Similarity < lookup.Decision.Floor ? "far" : lookup.Control.Allows(match.Entry.Created, runtime.Time.GetUtcNow()) ? "beyond" : "cache-control";
            candidates.Add(Explain(lookup.Exact(match), new HitDecision(HitAction.Miss, reason, match.Similarity), lookup, request));
        }

        return candidates.ToImmutable();
    }

    // A verifier that fails says no, as it does for requests.
    private static async ValueTask<HitVerdict> AskAsync(IHitVerifier verifier, string asked, string cached, CancellationToken cancellationToken)
    {
        try
        {
            return await verifier.VerifyAsync(asked, cached, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && exception is not PolicyConfigurationException)
        {
            return default;
        }
    }

    private SemanticCandidate Explain(SemanticMatch match, HitDecision decided, SemanticLookup lookup, PolicyRequest request)
    {
        var (entry, now) = (match.Entry, runtime.Time.GetUtcNow());
        if (decided.Action is HitAction.Serve && !EntryTrust.Admits(entry, lookup.Settings, request.Facts))
            decided = decided with { Action = HitAction.Miss, Reason = EntryTrust.Unshared };
        return new SemanticCandidate(
            entry.Id, entry.Question, match.Similarity, Spelled(decided.Action), decided.Reason, decided.Probability, now - entry.Created, entry.Expires - now,
            entry.Model, entry.Cost, entry.State.Hits, entry.State.Users.Length, entry.State.Labels, Differences(lookup.Asked, QuestionText.Of(entry.Question), lookup.Settings.Guards));
    }

    private static string Spelled(HitAction action) => action switch
    {
        HitAction.Serve => "serve",
        HitAction.Verify => "verify",
        _ => "miss",
    };

    private static ImmutableArray<QuestionDifference> Differences(QuestionText asked, QuestionText cached, GuardKinds kinds)
    {
        var differences = ImmutableArray.CreateBuilder<QuestionDifference>();
        foreach (var kind in Enum.GetValues<GuardKinds>())
        {
            if (kind is GuardKinds.None or GuardKinds.All || (kinds & kind) is GuardKinds.None || QuestionGuards.Compare(asked, cached, kind) is not { } found)
                continue;
            differences.Add(new QuestionDifference(found.Kind, found.IsDoubt, found.Asked, found.Cached));
        }

        return differences.ToImmutable();
    }
}
