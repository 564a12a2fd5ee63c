using Microsoft.Extensions.AI;

namespace OptPolicy;

/// <summary>What the cache means for one request: an answer, a duty to offer one, or nothing. Dispose it when the request ends.</summary>
internal sealed class CacheTurn : IDisposable
{
    private readonly ExactCacheStage? _stage;
    private readonly string? _key;
    private readonly TimeSpan _ttl;
    private readonly Flight? _flight;
    private bool _wasAbandoned;
    private bool _landed;

    private CacheTurn(ExactCacheStage? stage, string? key, TimeSpan ttl, Flight? flight, ChatResponse? answer)
    {
        _stage = stage;
        _key = key;
        _ttl = ttl;
        _flight = flight;
        Answer = answer;
    }

    /// <summary>The cache takes no part.</summary>
    public static CacheTurn None { get; } = new(null, null, default, null, null);

    /// <summary>The answer to serve, or <see langword="null"/> when a model must give one.</summary>
    public ChatResponse? Answer { get; }

    /// <summary>Whether an answer should be offered.</summary>
    public bool WantsAnswer => _key is not null;

    public static CacheTurn Served(ChatResponse answer) => new(null, null, default, null, answer);

    public static CacheTurn ToAnswer(ExactCacheStage stage, string key, TimeSpan ttl, Flight? flight) => new(stage, key, ttl, flight, null);

    /// <summary>Shares and stores an answer.</summary>
    /// <param name="packed">The answer.</param>
    /// <param name="tags">What it can be purged by.</param>
    public async ValueTask OfferAsync(CachedAnswer packed, string[]? tags = null)
    {
        if (_stage is null) return;
        Land(new(packed, FromCache: false, WasAbandoned: false));

        // The flight goes on until the answer is stored: a request that comes in between joins it and does not call again.
        await _stage.Store.WriteAsync(_key!, packed, _ttl, tags).ConfigureAwait(false);
    }

    /// <summary>Shares and stores a copy of an entry of the semantic cache. It lives no longer than what it was copied from, nor than if it had been stored here then.</summary>
    public async ValueTask OfferCopyAsync(CachedAnswer packed, SemanticEntry of, DateTimeOffset now)
    {
        if (_stage is null) return;
        var left = (of.Created + _ttl < of.Expires ? of.Created + _ttl : of.Expires) - now;
        if (left <= TimeSpan.Zero) return;
        Land(new(packed, FromCache: true, WasAbandoned: false));
        await _stage.Store.WriteAsync(_key!, packed, left, AnswerTags.Of(of.Policy, of.Tenant, of.Model, of.Tags, of.Id)).ConfigureAwait(false);
    }

    /// <summary>The caller gave up: whoever waits may call in its place.</summary>
    public void Abandon()
    {
        if (_flight is not null) _wasAbandoned = true;
    }

    public void Dispose()
    {
        if (_flight is null) return;
        Land(new(null, FromCache: false, _wasAbandoned));
        _stage!.Flights.Remove(_key!, _flight);
    }

    private void Land(FlightEnd end)
    {
        if (_landed) return;
        _landed = true;
        _flight?.Land(end);
    }
}
