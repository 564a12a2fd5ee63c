using System.Collections.Concurrent;
using System.Numerics.Tensors;

namespace OptPolicy;

/// <summary>Questions that a model is answering now, by partition: a paraphrase waits for the answer instead of asking again. Thread-safe.</summary>
internal sealed class SemanticFlights
{
    private readonly ConcurrentDictionary<string, List<QuestionFlight>> _partitions = new(StringComparer.Ordinal);

    /// <summary>Joins the flight of a question that <paramref name="isSame"/> takes for this one, or starts one.</summary>
    public QuestionFlight Join(SemanticKey key, QuestionText text, ReadOnlyMemory<float> vector, DateTimeOffset now, Func<QuestionText, double, bool> isSame, out double similarity, out bool leads)
    {
        while (true)
        {
            var flying = _partitions.GetOrAdd(key.Partition, static _ => []);
            lock (flying)
            {
                // Whoever ended its last flight takes a list away.
                if (!_partitions.TryGetValue(key.Partition, out var current) || !ReferenceEquals(current, flying))
                    continue;

                foreach (var other in flying)
                {
                    similarity = TensorPrimitives.Dot(vector.Span, other.Vector.Span);
                    if (!isSame(other.Text, similarity))
                        continue;
                    leads = false;
                    return other;
                }

                var mine = new QuestionFlight(key, text, vector, SemanticEntryId.Of(key, now));
                flying.Add(mine);
                (similarity, leads) = (1, true);
                return mine;
            }
        }
    }

    /// <summary>Ends a flight.</summary>
    public void Remove(QuestionFlight flight)
    {
        if (!_partitions.TryGetValue(flight.Key.Partition, out var flying))
            return;
        lock (flying)
        {
            flying.Remove(flight);
            if (flying.Count == 0)
                _partitions.TryRemove(new KeyValuePair<string, List<QuestionFlight>>(flight.Key.Partition, flying));
        }
    }
}

/// <summary>One question in flight.</summary>
internal sealed class QuestionFlight(SemanticKey key, QuestionText text, ReadOnlyMemory<float> vector, string entryId)
{
    private readonly TaskCompletionSource<FlightEnd> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public SemanticKey Key => key;

    /// <summary>Names the entry that the answer becomes.</summary>
    public string EntryId => entryId;

    public QuestionText Text => text;

    public ReadOnlyMemory<float> Vector => vector;

    public Task<FlightEnd> End => _end.Task;

    public void Land(FlightEnd end) => _end.TrySetResult(end);
}
