using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;

namespace OptPolicy;

/// <summary>The exact cache in front of routing: answers what was asked before, and lets identical requests share one call.</summary>
/// <remarks>
/// Thread-safe. Streamed and other requests share entries and flights. A flight whose caller gives up is taken over by one of
/// those who wait; when a flight fails, everyone makes their own call at once.
/// </remarks>
internal sealed class ExactCacheStage
{
    private readonly PolicyRuntime _runtime;
    private readonly Lazy<AnswerStore> _store;

    public ExactCacheStage(PolicyRuntime runtime)
    {
        _runtime = runtime;
        _store = new(() => new(FindCache(), runtime.Policy.Name, runtime.Time, runtime.Log));
        Models = DescribeModels(runtime);
    }

    public FlightTable Flights { get; } = new();

    /// <summary>Names the policy and the models behind it.</summary>
    public string Models { get; }

    public AnswerStore Store => _store.Value;

    /// <summary>Looks the request up, and waits for an identical one in flight.</summary>
    public ValueTask<CacheTurn> EnterAsync(PolicyRequest request, CancellationToken cancellationToken)
    {
        if (_runtime.Policy.ExactCache is not { } settings) return ValueTask.FromResult(CacheTurn.None);
        request.CacheState = CacheStates.Bypass;
        if (_runtime.Policy.BypassExactCache(request.Facts)) return ValueTask.FromResult(CacheTurn.None);
        if (ExactKey.Of(request, Models, settings, out var reason) is not { } key)
        {
            request.Note($"cache bypassed: {reason}");
            return ValueTask.FromResult(CacheTurn.None);
        }

        // A request that keeps to itself neither waits for others nor lets them wait.
        var control = CacheControl.Of(request.Options);
        return control == default ? EnterAsync(request, key, settings.Ttl, cancellationToken) : EnterAloneAsync(request, key, settings.Ttl, control, cancellationToken);
    }

    /// <summary>Packs an answer, or <see langword="null"/> when it has no JSON form.</summary>
    public CachedAnswer? TryPack(ChatResponse response, bool recorded)
    {
        try
        {
            return CachedAnswer.Of(response, recorded);
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException or InvalidOperationException)
        {
            Store.Failed("write", exception);
            return null;
        }
    }

    private async ValueTask<CacheTurn> EnterAloneAsync(PolicyRequest request, string key, TimeSpan ttl, CacheControl control, CancellationToken cancellationToken)
    {
        if (!control.NoCache && await Store.ReadAsync(key, cancellationToken).ConfigureAwait(false) is { } stored
            && control.Allows(stored.Expires - ttl, _runtime.Time.GetUtcNow()) && TryServe(request, stored, CacheStates.Hit) is { } served)
        {
            return served;
        }

        request.CacheState = CacheStates.Miss;
        return control.NoStore ? CacheTurn.None : CacheTurn.ToAnswer(this, key, ttl, flight: null);
    }

    private async ValueTask<CacheTurn> EnterAsync(PolicyRequest request, string key, TimeSpan ttl, CancellationToken cancellationToken)
    {
        while (true)
        {
            var flight = Flights.Join(key, out var leads);
            if (leads) return await LeadAsync(request, key, ttl, flight, cancellationToken).ConfigureAwait(false);

            var end = await flight.End.WaitAsync(cancellationToken).ConfigureAwait(false);
            if (end.Answer is { } answer && TryServe(request, answer, end.FromCache ? CacheStates.Hit : CacheStates.Joined) is { } served) return served;
            if (end.WasAbandoned)
            {
                Flights.Remove(key, flight);
                continue;
            }

            request.CacheState = CacheStates.Miss;
            return CacheTurn.ToAnswer(this, key, ttl, flight: null);
        }
    }

    private async ValueTask<CacheTurn> LeadAsync(PolicyRequest request, string key, TimeSpan ttl, Flight flight, CancellationToken cancellationToken)
    {
        var turn = CacheTurn.ToAnswer(this, key, ttl, flight);
        try
        {
            if (await Store.ReadAsync(key, cancellationToken).ConfigureAwait(false) is { } stored && TryServe(request, stored, CacheStates.Hit) is { } served)
            {
                flight.Land(new(stored, FromCache: true, WasAbandoned: false));
                turn.Dispose();
                return served;
            }
        }
        catch
        {
            turn.Abandon();
            turn.Dispose();
            throw;
        }

        request.CacheState = CacheStates.Miss;
        return turn;
    }

    private CacheTurn? TryServe(PolicyRequest request, CachedAnswer answer, string state)
    {
        try
        {
            var turn = CacheTurn.Served(answer.Open());
            request.CacheState = state;
            request.Recorded = answer.Recorded;
            return turn;
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException)
        {
            Store.Failed("read", exception);
            return null;
        }
    }

    private HybridCache FindCache()
    {
        if (_runtime.Options.Cache is { } given) return given;
        if (_runtime.Services?.GetService<HybridCache>() is { } registered) return registered;
        var services = new ServiceCollection();
        services.AddHybridCache();
        var provider = services.BuildServiceProvider();
        _runtime.Own(provider);
        return provider.GetRequiredService<HybridCache>();
    }

    private static string DescribeModels(PolicyRuntime runtime)
    {
        var text = new StringBuilder(runtime.Policy.Hash);
        for (var i = 0; i < runtime.Clients.Length; i++)
        {
            var metadata = runtime.Clients[i].GetService<ChatClientMetadata>();
            text.Append('\n').Append(runtime.Policy.Models[i].Name)
                .Append('\t').Append(metadata?.ProviderName)
                .Append('\t').Append(metadata?.DefaultModelId)
                .Append('\t').Append(metadata?.ProviderUri);
        }

        return text.ToString();
    }
}
