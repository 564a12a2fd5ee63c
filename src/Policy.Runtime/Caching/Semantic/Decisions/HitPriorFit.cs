namespace OptPolicy;

/// <summary>
/// Learns the prior from all entries of a scope (empirical Bayes): expectation-maximisation with <see cref="HitBelief"/> as the
/// expectation, and an inverse-Wishart hyperprior that keeps a few labels from narrowing it.
/// </summary>
internal static class HitPriorFit
{
    private const int Rounds = 30;

    // As if this many entries had been seen whose levels and slopes scatter like the unlearned prior's.
    private const double HyperWeight = 2;

    public static HitPrior Fit(IReadOnlyList<HitLabel[]> entries, HitPrior? start = null)
    {
        var judged = entries.Where(static labels => labels.Length > 0).ToArray();
        var prior = start ?? HitPrior.Unlearned;
        if (judged.Length == 0)
            return prior;

        var wide = HitPrior.Unlearned;
        for (var round = 0; round < Rounds; round++)
        {
            var beliefs = Array.ConvertAll(judged, labels => HitBelief.Of(prior, labels));
            var n = beliefs.Length + HyperWeight;
            var level = (beliefs.Sum(b => b.Level) + HyperWeight * wide.Level) / n;
            var slope = (beliefs.Sum(b => b.Slope) + HyperWeight * wide.Slope) / n;
            var next = new HitPrior(
                level,
                slope,
                (beliefs.Sum(b => Square(b.Level - level) + b.LevelVariance) + HyperWeight * 1) / n,
                beliefs.Sum(b => (b.Level - level) * (b.Slope - slope) + b.Covariance) / n,
                (beliefs.Sum(b => Square(b.Slope - slope) + b.SlopeVariance) + HyperWeight * 25) / n);
            var moved = Math.Abs(next.Level - prior.Level) + Math.Abs(next.Slope - prior.Slope) / 10;
            prior = next;
            if (moved < 1e-4)
                break;
        }

        return WithDoubtOfTheMean(prior, judged);
    }

    // Few labels tell the mean badly, and a new entry inherits that doubt: the information that each entry has about the mean,
    // H − H·V·H with V the entry's posterior covariance and H its likelihood's curvature, is summed and inverted.
    private static HitPrior WithDoubtOfTheMean(HitPrior prior, HitLabel[][] judged)
    {
        var (p11, p12, p22) = Inverse(prior.LevelVariance, prior.Covariance, prior.SlopeVariance);
        var (i11, i12, i22) = (1 / HitPrior.Unlearned.LevelVariance, 0.0, 1 / HitPrior.Unlearned.SlopeVariance);
        foreach (var labels in judged)
        {
            var b = HitBelief.Of(prior, labels);
            var (v11, v12, v22) = (b.LevelVariance, b.Covariance, b.SlopeVariance);
            var (q11, q12, q22) = Inverse(v11, v12, v22);
            var (h11, h12, h22) = (q11 - p11, q12 - p12, q22 - p22);
            var (t11, t12, t21, t22) = (h11 * v11 + h12 * v12, h11 * v12 + h12 * v22, h12 * v11 + h22 * v12, h12 * v12 + h22 * v22);
            i11 += h11 - (t11 * h11 + t12 * h12);
            i12 += h12 - (t11 * h12 + t12 * h22);
            i22 += h22 - (t21 * h12 + t22 * h22);
        }

        var (c11, c12, c22) = Inverse(i11, i12, i22);
        return prior with { LevelVariance = prior.LevelVariance + c11, Covariance = prior.Covariance + c12, SlopeVariance = prior.SlopeVariance + c22 };
    }

    private static (double, double, double) Inverse(double a, double b, double c)
    {
        var determinant = a * c - b * b;
        return (c / determinant, -b / determinant, a / determinant);
    }

    private static double Square(double x) => x * x;
}
