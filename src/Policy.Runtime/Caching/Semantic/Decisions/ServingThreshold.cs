namespace OptPolicy;

/// <summary>
/// Chooses how doubtful a hit may be so that, of the hits that are served, no more than a share is expected to be wrong. Serving the least
/// doubtful first is what serves most at a given share; the threshold is where the running mean of their doubt reaches it.
/// Deterministic: a function of the doubts seen. Not thread-safe.
/// </summary>
internal sealed class ServingThreshold
{
    private const int Bins = 512;
    private const double Forgetting = 0.999;

    // Doubts are counted on a logarithmic scale from 1e-6 to 1: the small ones decide.
    private const double Smallest = 1e-6;

    private readonly double[] _counts = new double[Bins];
    private readonly double _share;
    private double _weight = 1;

    /// <summary>Serves at first only what is itself within the share.</summary>
    /// <param name="share">The share of served hits that may be wrong, 0…1.</param>
    public ServingThreshold(double share) => Value = _share = share;

    /// <summary>The largest doubt (1 − probability of being right) to serve.</summary>
    public double Value { get; private set; }

    /// <summary>Counts the doubt of one candidate, served or not.</summary>
    public void Observe(double doubt)
    {
        // Instead of shrinking every old count, each new one counts for more.
        _weight /= Forgetting;
        _counts[Bin(doubt)] += _weight;
        Value = Find();
        if (_weight > 1e100)
            Rescale();
    }

    private double Find()
    {
        var (count, sum, value) = (0.0, 0.0, _share);
        for (var bin = 0; bin < Bins; bin++)
        {
            if (_counts[bin] == 0)
                continue;
            count += _counts[bin];
            sum += _counts[bin] * Upper(bin);
            if (sum > _share * count)
                break;
            value = Upper(bin);
        }

        return Math.Max(value, _share);
    }

    private void Rescale()
    {
        for (var bin = 0; bin < Bins; bin++)
            _counts[bin] /= _weight;
        _weight = 1;
    }

    private static int Bin(double doubt) =>
        (int)Math.Clamp((1 - Math.Log(Math.Max(doubt, Smallest)) / Math.Log(Smallest)) * Bins, 0, Bins - 1);

    private static double Upper(int bin) => Math.Pow(Smallest, 1 - (bin + 1.0) / Bins);
}
