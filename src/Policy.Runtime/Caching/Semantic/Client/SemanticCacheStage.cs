using System.Text.Json;
using Microsoft.Extensions.AI;

namespace OptPolicy;

/// <summary>
/// The semantic cache: answers what was asked before in other words. Only the last user turn may differ; everything else that can change the
/// answer is in the partition. What is unsure, slow or broken is a miss.
/// </summary>
/// <remarks>Thread-safe. A question in flight is waited for by those that it would be served to.</remarks>
internal sealed class SemanticCacheStage(PolicyRuntime runtime, ExactCacheStage exact)
{
    /// <summary>The most entries that a request is compared with.</summary>
    public const int NeighboursMax = 4;

    private static readonly TimeSpan OpensAgainAfter = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(1);

    private readonly Lock _opening = new();
    private volatile SemanticServices? _services;
    private (PolicyStorageException Failure, long At)? _refused;

    public SemanticFlights Flights { get; } = new();

    public DateTimeOffset Now => runtime.Time.GetUtcNow();

    /// <summary>What the cache works with; opened at the first use.</summary>
    /// <exception cref="PolicyStorageException">The store cannot be opened now; another process may have its folder.</exception>
    public SemanticServices Services => _services ?? Open();

    /// <summary>Looks the request up, and waits for one in flight that means the same.</summary>
    public async ValueTask<SemanticTurn> EnterAsync(PolicyRequest request, CancellationToken cancellationToken)
    {
        if (runtime.Policy.SemanticCache is not { } settings)
            return SemanticTurn.None;
        if (runtime.Policy.BypassSemanticCache(request.Facts))
            return Skipped(request, "the policy bypasses it");
        var control = CacheControl.Of(request.Options);
        if (control is { NoCache: true, NoStore: true })
            return Skipped(request, "the request wants no cache");

        if (TryOpenServices() is not { } services)
            return Skipped(request, "the store cannot be opened");
        if (SemanticKey.Of(request, exact.Models, settings.Scope, services.Embedder.Fingerprint, out var reason) is not { } key)
            return Skipped(request, reason!);
        if (await TryAsync("embed", ct => request.EmbedAsync(services.Embedder, key.Question, ct), runtime.Options.EmbeddingTimeout, cancellationToken).ConfigureAwait(false) is not { IsEmpty: false } vector)
            return Skipped(request, "the embedder failed");

        request.CacheState = CacheStates.Miss;
        var learning = settings.MostFalseHits is null ? null : await services.Scopes.GetAsync(key.Scope, settings, cancellationToken).ConfigureAwait(false);
        var lookup = new SemanticLookup(key, vector, QuestionText.Of(key.Question), new SemanticDecision(settings, runtime.Policy.VerifyHit), learning, settings, control);
        return control.NoCache
            ? SemanticTurn.ToAnswer(this, key, vector, flight: null, rejected: null, stores: true)
            : await EnterAsync(request, services, lookup, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Keeps an answer, and learns from it whether a neighbour's would have been right.</summary>
    public async ValueTask AdmitAsync(SemanticTurn turn, PolicyRequest request, ModelInfo model, ChatResponse response, CachedAnswer packed)
    {
        if (runtime.Policy.SemanticCache is not { } settings)
            return;
        var (services, now) = (Services, Now);
        if (turn.Stores)
        {
            // What a check cost, a hit does not save.
            var entry = new SemanticEntry
            {
                Id = turn.EntryId,
                Partition = turn.Key!.Partition,
                Policy = runtime.Policy.Name,
                Scope = turn.Key.Scope,
                Tenant = request.Facts.Tenant,
                Model = model.Name,
                Tags = settings.Tags,
                Question = turn.Key.Question,
                Vector = turn.Vector,
                Answer = packed.Pack(now + settings.Ttl),
                Created = now,
                Expires = now + settings.Ttl,
                Cost = request.Spent - request.SpentOnChecks,
                State = SemanticEntryState.New with { Users = [SemanticEntryId.OfUser(request.Facts)] },
            };
            await TryAsync("write", async ct =>
            {
                await services.Store.AddAsync(entry, ct).ConfigureAwait(false);
                return true;
            }, runtime.Options.SemanticStoreTimeout, CancellationToken.None).ConfigureAwait(false);
            if (turn.NearMiss is { } near)
                services.Learner.JudgeLater(near, request, entry);
        }

        if (turn.Rejected is { } rejected && (settings.MostFalseHits is not null || settings.ShareAfterUsers > 1))
            services.Learner.CompareLater(rejected, response.Text, turn.Key!.Scope, SemanticEntryId.OfUser(request.Facts));
    }

    private SemanticServices? TryOpenServices()
    {
        try
        {
            return Services;
        }
        catch (PolicyStorageException exception)
        {
            exact.Store.Failed("open", exception);
            return null;
        }
    }

    private SemanticServices Open()
    {
        lock (_opening)
        {
            // Trying takes time, so a store that was refused is left alone for a while.
            if (_refused is { } refused && runtime.Time.GetElapsedTime(refused.At) < OpensAgainAfter)
                throw refused.Failure;
            try
            {
                return _services ??= SemanticServices.Open(runtime);
            }
            catch (PolicyStorageException exception)
            {
                _refused = (exception, runtime.Time.GetTimestamp());
                throw;
            }
        }
    }

    private async ValueTask<SemanticTurn> EnterAsync(PolicyRequest request, SemanticServices services, SemanticLookup lookup, CancellationToken cancellationToken)
    {
        while (true)
        {
            var flight = Flights.Join(lookup.Key, lookup.Asked, lookup.Vector, Now, lookup.IsServedBy, out var similarity, out var leads);
            if (leads)
                return await LeadAsync(request, services, lookup, flight, cancellationToken).ConfigureAwait(false);

            var end = await flight.End.WaitAsync(cancellationToken).ConfigureAwait(false);
            if (end is { Answer: { } answer, FromCache: false } && TryOpen(answer) is { } joined)
                return Serve(request, joined, answer, copied: null, new SemanticHit(flight.EntryId, lookup.Key.Partition, similarity, "joined", null, TimeSpan.Zero, 0));
            if (end.WasAbandoned)
            {
                Flights.Remove(flight);
                continue;
            }

            // What was served to the other question need not suit this one: similarity does not add up.
            return await FindAsync(request, services, lookup, flight: null, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<SemanticTurn> LeadAsync(PolicyRequest request, SemanticServices services, SemanticLookup lookup, QuestionFlight flight, CancellationToken cancellationToken)
    {
        try
        {
            var turn = await FindAsync(request, services, lookup, flight, cancellationToken).ConfigureAwait(false);
            if (turn.Answer is null)
                return turn;
            flight.Land(new FlightEnd(turn.Stored, FromCache: true, WasAbandoned: false));
            Flights.Remove(flight);
            return turn;
        }
        catch (Exception exception)
        {
            flight.Land(new FlightEnd(Answer: null, FromCache: false, exception is OperationCanceledException));
            Flights.Remove(flight);
            throw;
        }
    }

    private async ValueTask<SemanticTurn> FindAsync(PolicyRequest request, SemanticServices services, SemanticLookup lookup, QuestionFlight? flight, CancellationToken cancellationToken)
    {
        var query = new SemanticQuery(runtime.Policy.Name, lookup.Key.Partition, lookup.Key.Question, lookup.Vector, (float)lookup.LookFrom, NeighboursMax);
        var found = await TryAsync("read", ct => services.Store.SearchAsync(query, ct), runtime.Options.SemanticStoreTimeout, cancellationToken).ConfigureAwait(false);
        RejectedMatch? rejected = null;
        SemanticMatch? refused = null;
        var matches = lookup.Sort(found, Now);
        for (var i = 0; i < matches.Length; i++)
        {
            var match = matches[i];
            if (match.Similarity < lookup.Decision.Floor)
                continue;
            var decision = lookup.Decide(matches, i);
            if (decision.Action is HitAction.Verify && refused is null)
            {
                // One question to the verifier a request: the nearest is the likeliest.
                refused = match;
                if (await VerifyAsync(request, services, lookup, match, cancellationToken).ConfigureAwait(false) is { IsSame: true } verdict)
                    decision = decision with { Action = HitAction.Serve, Reason = "verified", Probability = verdict.Probability ?? decision.Probability };
            }

            if (decision.Action is HitAction.Serve && !EntryTrust.Admits(match.Entry, lookup.Settings, request.Facts))
                decision = decision with { Action = HitAction.Miss, Reason = EntryTrust.Unshared };
            else if (decision is { Action: HitAction.Serve, Reason: not HitDecision.Identical } && services.Learner.Explores(lookup.Settings))
                decision = decision with { Action = HitAction.Miss, Reason = HitDecision.Explored };
            if (decision.Probability is { } probability)
                lookup.Learning?.Observe(probability);
            PolicyMeter.SemanticDecided(runtime.Policy.Name, decision.Reason);
            request.Note($"semantic cache: {decision.Reason} at {decision.Similarity:0.000}");
            if (decision.Action is HitAction.Serve && CachedAnswer.Unpack(match.Entry.Answer.ToArray(), Now, out _) is { } stored && TryOpen(stored) is { } answer)
            {
                services.Learner.ServedLater(match, request, lookup.Settings, lookup.Key.Scope);
                return Serve(request, answer, stored, MayBeCopied(match.Entry, lookup.Settings) ? match.Entry : null, new SemanticHit(match.Entry.Id, match.Entry.Partition, match.Similarity, decision.Reason, decision.Probability, Now - match.Entry.Created, match.Entry.Cost - request.SpentOnChecks));
            }

            // Of what a guard sees, similarity says nothing: it would only blur what is learned.
            if (!decision.IsByGuard)
                rejected ??= new RejectedMatch(match, decision.Reason);
            if (decision.Reason is HitDecision.Explored)
                return SemanticTurn.ToAnswer(this, lookup.Key, lookup.Vector, flight, new RejectedMatch(match, decision.Reason), stores: !lookup.Control.NoStore);
        }

        OfferDraft(request, lookup, matches);
        return SemanticTurn.ToAnswer(this, lookup.Key, lookup.Vector, flight, rejected, stores: !lookup.Control.NoStore && found is not null, lookup.NearMiss(matches, refused));
    }

    // "How do I return a lamp?" is no answer to "How do I return a chair?", and yet most of one: a local model that speculates gains what they share.
    private void OfferDraft(PolicyRequest request, SemanticLookup lookup, SemanticMatch[] matches)
    {
        if (!runtime.Policy.Models.Any(static m => m.Provider == ModelProvider.Onnx))
            return;
        var near = Array.FindIndex(matches, m => EntryTrust.Admits(m.Entry, lookup.Settings, request.Facts));
        if (near >= 0 && CachedAnswer.Unpack(matches[near].Entry.Answer.ToArray(), Now, out _) is { } stored && TryOpen(stored) is { } answer)
            request.DraftHint = answer.Text;
    }

    private async ValueTask<HitVerdict> VerifyAsync(PolicyRequest request, SemanticServices services, SemanticLookup lookup, SemanticMatch match, CancellationToken cancellationToken)
    {
        var judge = lookup.Settings.Verifier is { Model: { } slot } ? new PaidJudge(runtime, request, slot) : null;
        if ((judge?.Verifier ?? services.Verifier) is not { } verifier)
            return default;

        // A paid call ends itself in time, and then says what it cost.
        var limit = runtime.Options.VerifierTimeout + (judge is null ? TimeSpan.Zero : Settling);
        var verdict = await TryAsync("verify", ct => verifier.VerifyAsync(lookup.Key.Question, match.Entry.Question, ct), limit, cancellationToken).ConfigureAwait(false);
        foreach (var attempt in judge?.Attempts ?? [])
            request.Add(attempt);
        return verdict;
    }

    // The exact cache asks neither who trusts an entry nor, where its scope is wider, whose it is.
    private bool MayBeCopied(SemanticEntry entry, SemanticCacheSettings settings) =>
        EntryTrust.IsShared(entry, settings) && runtime.Policy.ExactCache is { } other && settings.Scope.All(name => other.Scope.Contains(name, StringComparer.Ordinal));

    private static SemanticTurn Serve(PolicyRequest request, ChatResponse answer, CachedAnswer stored, SemanticEntry? copied, SemanticHit hit)
    {
        request.CacheState = CacheStates.Semantic;
        request.Recorded = stored.Recorded;
        request.SemanticHit = hit;
        return SemanticTurn.Served(answer, stored, copied);
    }

    private ChatResponse? TryOpen(CachedAnswer answer)
    {
        try
        {
            return answer.Open();
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException)
        {
            exact.Store.Failed("read", exception);
            return null;
        }
    }

    private static SemanticTurn Skipped(PolicyRequest request, string reason)
    {
        if (request.CacheState == CacheStates.Off)
            request.CacheState = CacheStates.Bypass;
        request.Note($"semantic cache bypassed: {reason}");
        return SemanticTurn.None;
    }

    // A cache that fails or hangs must not fail or delay a request.
    private async ValueTask<T?> TryAsync<T>(string operation, Func<CancellationToken, ValueTask<T>> act, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            var running = act(ended.Token);
            return running.IsCompletedSuccessfully ? running.Result : await running.AsTask().WaitAsync(limit, runtime.Time, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && exception is not PolicyConfigurationException)
        {
            await ended.CancelAsync().ConfigureAwait(false);
            exact.Store.Failed(operation, exception);
            return default;
        }
    }
}
