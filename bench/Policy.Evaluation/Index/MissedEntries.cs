using System.Numerics.Tensors;
using OptPolicy.Kernels.Vectors;

namespace OptPolicy.Evaluation.Index;

/// <summary>Counts queries whose nearest entry the index does not give: against the original vectors, and against the stored ones.</summary>
internal sealed class MissedEntries(float[][] entries, SearchBound bound)
{
    /// <summary>What rounding to 8 bits may change a score by. Two entries nearer to each other than that are equally near.</summary>
    public const float Rounding = 0.002f;

    public static readonly float[] Floors = [0.7f, 0.8f, 0.85f, 0.9f, 0.95f];

    private readonly float[] _flat = [.. entries.SelectMany(static e => e)];

    /// <summary>Queries that have an entry at or above a floor, summed over floors.</summary>
    public long Reachable { get; private set; }

    /// <summary>Of these, with nothing found, or something farther by more than <see cref="Rounding"/> can explain.</summary>
    public long Missed { get; private set; }

    /// <summary>Of these, where another entry was given or nothing, whatever the difference.</summary>
    public long Different { get; private set; }

    /// <summary>Searches that were repeated entry by entry with the stored vectors.</summary>
    public long Repeated { get; private set; }

    /// <summary>Of these, with any difference: entry, score or whether there is one.</summary>
    public long MissedAsStored { get; private set; }

    public double LargestScoreError { get; private set; }

    public void Count(IEnumerable<float[]> queries)
    {
        var encoder = new VectorEncoder(TextVectors.Dimension, seed: 1);
        var partition = new VectorIndex(TextVectors.Dimension, seed: 1, bound).Partition(0);
        for (var i = 0; i < entries.Length; i++)
            partition.Add(entries[i], i, DateTimeOffset.MaxValue);
        var stored = entries.Select(e => Whole(encoder, e)).ToArray();
        var number = 0;
        foreach (var query in queries)
        {
            var (truth, score) = Nearest(query);
            var asStored = number++ % 10 == 0 ? NearestStored(encoder, stored, query) : default((long Id, float Score)?);
            foreach (var floor in Floors)
            {
                var found = partition.TryNearest(query, floor, DateTimeOffset.UnixEpoch, out var match);
                if (asStored is { } expected)
                {
                    Repeated++;
                    MissedAsStored += found != expected.Score >= floor || (found && (match.Id, match.Score) != expected) ? 1 : 0;
                }

                var own = found ? Dot(query, (int)match.Id) : -1;
                if (found)
                    LargestScoreError = Math.Max(LargestScoreError, Math.Abs(own - match.Score));
                if (score < floor)
                    continue;
                Reachable++;
                Different += !found || (match.Id != truth && own < score) ? 1 : 0;
                Missed += found ? own < score - (2 * Rounding) ? 1 : 0 : score >= floor + Rounding ? 1 : 0;
            }
        }
    }

    private static sbyte[] Whole(VectorEncoder encoder, float[] vector)
    {
        var rotated = new float[encoder.Length];
        encoder.TryEncode(vector, sbyte.MaxValue, rotated);
        return [.. rotated.Select(static x => (sbyte)x)];
    }

    private static (long Id, float Score) NearestStored(VectorEncoder encoder, sbyte[][] stored, float[] query)
    {
        var rotated = new float[encoder.Length];
        encoder.TryEncode(query, short.MaxValue, rotated);
        short[] whole = [.. rotated.Select(static x => (short)x)];
        var inverse = 1 / Math.Sqrt(whole.Sum(static x => (double)x * x));
        (long Id, float Score) best = (-1, -2);
        for (var i = 0; i < stored.Length; i++)
        {
            var score = Math.Clamp((float)(ByteDot.Of(stored[i], whole) * inverse * (float)(1 / Math.Sqrt(ByteDot.Norms(stored[i]).Squares))), -1, 1);
            best = score > best.Score ? (i, score) : best;
        }

        return best;
    }

    private (int Id, float Score) Nearest(float[] query)
    {
        (int Id, float Score) best = (-1, -2);
        for (var i = 0; i < entries.Length; i++)
        {
            var score = Dot(query, i);
            best = score > best.Score ? (i, score) : best;
        }

        return best;
    }

    private float Dot(float[] query, int entry) => TensorPrimitives.Dot(query, _flat.AsSpan(entry * TextVectors.Dimension, TextVectors.Dimension));
}
