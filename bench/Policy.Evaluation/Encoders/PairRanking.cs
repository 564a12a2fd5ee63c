namespace OptPolicy.Evaluation.Encoders;

/// <summary>How well a score puts pairs that ask the same before the others.</summary>
internal static class PairRanking
{
    /// <summary>The mean precision at the places of the right pairs.</summary>
    public static double AveragePrecision(IReadOnlyList<(double Score, bool IsSame)> pairs)
    {
        double found = 0, sum = 0;
        foreach (var (pair, place) in Ranked(pairs).Select((p, i) => (p, i + 1)))
        {
            if (!pair.IsSame)
                continue;
            found++;
            sum += found / place;
        }

        return sum / Math.Max(1, found);
    }

    /// <summary>The area under precision over cache-hit ratio: the mean precision when the best 1, 2, …, all pairs are served.</summary>
    public static double PrecisionOverHits(IReadOnlyList<(double Score, bool IsSame)> pairs)
    {
        double found = 0, sum = 0;
        foreach (var (pair, place) in Ranked(pairs).Select((p, i) => (p, i + 1)))
        {
            found += pair.IsSame ? 1 : 0;
            sum += found / place;
        }

        return sum / Math.Max(1, pairs.Count);
    }

    /// <summary>The chance that a pair that asks the same scores above one that does not; ties count half.</summary>
    public static double RocArea(IReadOnlyList<(double Score, bool IsSame)> pairs)
    {
        double area = 0, same = 0, different = 0;
        foreach (var tie in pairs.GroupBy(p => p.Score).OrderBy(g => g.Key))
        {
            double here = tie.Count(p => p.IsSame), below = tie.Count() - here;
            area += here * (different + below / 2);
            same += here;
            different += below;
        }

        return area / Math.Max(1, same * different);
    }

    private static IEnumerable<(double Score, bool IsSame)> Ranked(IReadOnlyList<(double Score, bool IsSame)> pairs) => pairs.OrderByDescending(p => p.Score);
}
