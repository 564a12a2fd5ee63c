namespace OptPolicy.Workloads.Statistics;

/// <summary>P-values of several comparisons on one test set, adjusted so that the chance of any false finding stays what it is for one (Holm 1979).</summary>
public static class Holm
{
    /// <summary>Adjusts, in the order given; a value up to the level is a finding.</summary>
    /// <param name="pValues">Each from 0 to 1.</param>
    public static IReadOnlyList<double> Adjust(IReadOnlyList<double> pValues)
    {
        ArgumentNullException.ThrowIfNull(pValues);
        var adjusted = new double[pValues.Count];
        var largest = 0d;
        foreach (var (rank, index) in Enumerable.Range(0, pValues.Count).OrderBy(i => pValues[i]).Index())
        {
            largest = Math.Max(largest, Math.Min(1, (pValues.Count - rank) * pValues[index]));
            adjusted[index] = largest;
        }

        return adjusted;
    }
}
