namespace OptPolicy;

/// <summary>
/// Fits <see cref="BoostedTrees"/> to squared error (Friedman, 2001), each tree on a part of the rows and of the numbers (Friedman, 2002), with
/// cuts only at quantiles. The same seed gives the same trees.
/// </summary>
internal sealed class BoostedTreesFit
{
    private const int Depth = 3, Trees = 60, Bins = 32, LeastRows = 20;
    private const float Rate = 0.05f, RowShare = 0.6f, FeatureShare = 0.5f, Shrinkage = 20;
    private const int Nodes = (1 << Depth) - 1, Ends = 1 << Depth;

    private readonly float[][] _cuts;
    private readonly byte[][] _bins;
    private readonly float[] _errors;
    private readonly Random _random;

    private BoostedTreesFit(IReadOnlyList<float[]> rows, ReadOnlySpan<float> targets, int seed)
    {
        _cuts = [.. Enumerable.Range(0, rows[0].Length).Select(f => Quantiles([.. rows.Select(r => r[f])]))];
        _bins = [.. rows.Select(r => r.Select((value, f) => Bin(_cuts[f], value)).ToArray())];
        _errors = targets.ToArray();
        _random = new Random(seed);
    }

    public static BoostedTrees Fit(IReadOnlyList<float[]> rows, ReadOnlySpan<float> targets, int seed) => new BoostedTreesFit(rows, targets, seed).Fit();

    private BoostedTrees Fit()
    {
        var mean = _errors.Average();
        for (var i = 0; i < _errors.Length; i++) _errors[i] -= mean;
        var (features, cuts, leaves) = (new List<short>(), new List<float>(), new List<float>());
        for (var tree = 0; tree < Trees; tree++)
        {
            int[] rows = [.. Enumerable.Range(0, _errors.Length).Where(_ => _random.NextSingle() < RowShare)];
            int[] numbers = [.. Enumerable.Range(0, _cuts.Length).Where(_ => _random.NextSingle() < FeatureShare)];
            var (asked, bins, ends) = Grow(rows, numbers);
            features.AddRange(asked.Select(static f => (short)f));
            cuts.AddRange(asked.Select((f, node) => f < 0 ? 0 : _cuts[f][bins[node]]));
            leaves.AddRange(ends);
            for (var i = 0; i < _errors.Length; i++) _errors[i] -= ends[Place(i, asked, bins, Depth) - Nodes];
        }

        return new(Depth, mean, [.. features], [.. cuts], [.. leaves]);
    }

    private (int[] Features, int[] Bins, float[] Leaves) Grow(int[] rows, int[] numbers)
    {
        var (features, bins) = (new int[Nodes], new int[Nodes]);
        Array.Fill(features, -1);
        for (var level = 0; level < Depth; level++)
        {
            var first = (1 << level) - 1;
            foreach (var node in rows.GroupBy(i => Place(i, features, bins, level)))
                (features[node.Key], bins[node.Key]) = BestCut([.. node], numbers);
            if (features[first..].All(static f => f < 0)) break;
        }

        var (sums, counts) = (new float[Ends], new int[Ends]);
        foreach (var i in rows)
        {
            var end = Place(i, features, bins, Depth) - Nodes;
            sums[end] += _errors[i];
            counts[end]++;
        }

        return (features, bins, [.. sums.Select((sum, end) => Rate * sum / (counts[end] + Shrinkage))]);
    }

    private (int Feature, int Bin) BestCut(int[] rows, int[] numbers)
    {
        var (best, feature, bin) = (1e-6, -1, 0);
        Span<float> sums = stackalloc float[Bins];
        Span<int> counts = stackalloc int[Bins];
        foreach (var number in numbers)
        {
            sums.Clear();
            counts.Clear();
            foreach (var i in rows)
            {
                sums[_bins[i][number]] += _errors[i];
                counts[_bins[i][number]]++;
            }

            var total = 0f;
            foreach (var sum in sums) total += sum;
            var (left, below) = (0f, 0);
            for (var cut = 0; cut < _cuts[number].Length; cut++)
            {
                left += sums[cut];
                below += counts[cut];
                var above = rows.Length - below;
                if (below < LeastRows || above < LeastRows) continue;
                var gain = Gain(left, below) + Gain(total - left, above) - Gain(total, rows.Length);
                if (gain > best) (best, feature, bin) = (gain, number, cut);
            }
        }

        return (feature, bin);
    }

    private int Place(int row, int[] features, int[] bins, int levels)
    {
        var at = 0;
        for (var level = 0; level < levels; level++)
            at = 2 * at + (features[at] >= 0 && _bins[row][features[at]] > bins[at] ? 2 : 1);
        return at;
    }

    private static double Gain(double sum, int count) => sum * sum / (count + Shrinkage);

    private static float[] Quantiles(float[] values)
    {
        Array.Sort(values);
        return [.. Enumerable.Range(1, Bins - 1).Select(b => values[(long)b * values.Length / Bins]).Distinct().Where(q => q < values[^1])];
    }

    // The number of cuts that the value lies above.
    private static byte Bin(float[] cuts, float value)
    {
        var at = 0;
        while (at < cuts.Length && value > cuts[at]) at++;
        return (byte)at;
    }
}
