using System.Collections.Concurrent;

namespace OptPolicy;

/// <summary>One request that others with the same key wait for.</summary>
internal sealed class Flight
{
    private readonly TaskCompletionSource<FlightEnd> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<FlightEnd> End => _end.Task;

    public void Land(FlightEnd end) => _end.TrySetResult(end);
}

/// <summary>How a flight ended.</summary>
/// <param name="Answer">The answer, if there is one to share.</param>
/// <param name="FromCache">Whether it was stored before.</param>
/// <param name="WasAbandoned">Whether its caller gave up, so that another may fly in its place.</param>
internal sealed record FlightEnd(CachedAnswer? Answer, bool FromCache, bool WasAbandoned);

/// <summary>The requests in flight. Thread-safe.</summary>
internal sealed class FlightTable
{
    private readonly ConcurrentDictionary<string, Flight> _flights = new(StringComparer.Ordinal);

    /// <summary>Joins the flight of a key, or starts it.</summary>
    public Flight Join(string key, out bool leads)
    {
        if (_flights.TryGetValue(key, out var flying))
        {
            leads = false;
            return flying;
        }

        var mine = new Flight();
        var flight = _flights.GetOrAdd(key, mine);
        leads = ReferenceEquals(flight, mine);
        return flight;
    }

    /// <summary>Ends a flight; the next request with its key starts a new one.</summary>
    public void Remove(string key, Flight flight) => _flights.TryRemove(new(key, flight));
}
