namespace OptPolicy;

/// <summary>
/// Learns the prior from all entries of a scope (empirical Bayes): expectation-maximisation with <see cref="HitBelief"/> as the
/// expectation, and an inverse-Wishart hyperprior that keeps a few labels from narrowing it.
/// </summary>
internal static class HitPriorFit
{
    private const int Rounds = 30, CentringSteps = 25;

    // As if this many entries had been seen whose levels and slopes scatter like the unlearned prior's.
    private const double HyperWeight = 2;

    // A calibration counts for as much as this many entries of the scope: their number must outgrow it before the scope goes its own way.
    private const double AnchorWeight = 24;

    /// <summary>Fits the prior of a scope.</summary>
    /// <param name="entries">Labels, by entry.</param>
    /// <param name="start">Where to start from.</param>
    /// <param name="anchor">What was known before any of them, from a calibration; <see langword="null"/> when nothing was.</param>
    public static HitPrior Fit(IReadOnlyList<HitLabel[]> entries, HitPrior? start = null, HitPrior? anchor = null)
    {
        var judged = entries.Where(static labels => labels.Length > 0).ToArray();
        var prior = start ?? anchor ?? HitPrior.Unlearned;
        if (judged.Length == 0)
            return prior;
        return WithDoubtOfTheMean(Scatter(judged, prior, anchor), judged, anchor);
    }

    /// <summary>
    /// Fits what is believed of entries of which nothing is known, from labels of many of them with few each. Of such, how much entries differ is hardly
    /// told, and the mean must be the one that suits what is assumed: the mode of the marginal likelihood given the variances.
    /// </summary>
    public static HitPrior Calibrate(IReadOnlyList<HitLabel[]> entries)
    {
        var judged = entries.Where(static labels => labels.Length > 0).ToArray();
        return judged.Length == 0 ? HitPrior.Unlearned : WithDoubtOfTheMean(Centred(Scatter(judged, HitPrior.Unlearned, anchor: null), judged), judged, anchor: null);
    }

    private static HitPrior Scatter(HitLabel[][] judged, HitPrior prior, HitPrior? anchor)
    {
        var wide = anchor ?? HitPrior.Unlearned;
        var (weight, levelScatter, scatter, slopeScatter) = anchor is null ? (HyperWeight, 1, 0, 25) : (AnchorWeight, anchor.LevelVariance, anchor.Covariance, anchor.SlopeVariance);
        for (var round = 0; round < Rounds; round++)
        {
            var beliefs = Array.ConvertAll(judged, labels => HitBelief.Of(prior, labels));
            var n = beliefs.Length + weight;
            var level = (beliefs.Sum(b => b.Level) + weight * wide.Level) / n;
            var slope = (beliefs.Sum(b => b.Slope) + weight * wide.Slope) / n;
            var next = new HitPrior(
                level,
                slope,
                (beliefs.Sum(b => Square(b.Level - level) + b.LevelVariance) + weight * levelScatter) / n,
                (beliefs.Sum(b => (b.Level - level) * (b.Slope - slope) + b.Covariance) + weight * scatter) / n,
                (beliefs.Sum(b => Square(b.Slope - slope) + b.SlopeVariance) + weight * slopeScatter) / n);
            var moved = Math.Abs(next.Level - prior.Level) + Math.Abs(next.Slope - prior.Slope) / 10;
            prior = next;
            if (moved < 1e-4)
                break;
        }

        return prior;
    }

    // Newton's method on the labels' log-likelihood with the scatter integrated out (MacKay 1992), under the unlearned prior of the mean.
    private static HitPrior Centred(HitPrior prior, HitLabel[][] judged)
    {
        var wide = HitPrior.Unlearned;
        for (var step = 0; step < CentringSteps; step++)
        {
            var (g1, g2) = ((wide.Level - prior.Level) / wide.LevelVariance, (wide.Slope - prior.Slope) / wide.SlopeVariance);
            var (h11, h12, h22) = (1 / wide.LevelVariance, 0.0, 1 / wide.SlopeVariance);
            foreach (var label in judged.SelectMany(static labels => labels))
            {
                var x = label.Similarity - HitPrior.Centre;
                var scale = 1 / Math.Sqrt(1 + Math.PI / 8 * (prior.LevelVariance + 2 * x * prior.Covariance + x * x * prior.SlopeVariance));
                var p = 1 / (1 + Math.Exp(-scale * (prior.Level + prior.Slope * x)));
                var (pull, weight) = (scale * ((label.IsRight ? 1 : 0) - p), scale * scale * p * (1 - p));
                (g1, g2) = (g1 + pull, g2 + pull * x);
                (h11, h12, h22) = (h11 + weight, h12 + weight * x, h22 + weight * x * x);
            }

            var (c11, c12, c22) = Inverse(h11, h12, h22);
            prior = prior with { Level = prior.Level + c11 * g1 + c12 * g2, Slope = prior.Slope + c12 * g1 + c22 * g2 };
        }

        return prior;
    }

    // Few labels tell the mean badly, and a new entry inherits that doubt: the information that each entry has about the mean,
    // H − H·V·H with V the entry's posterior covariance and H its likelihood's curvature, is summed and inverted.
    private static HitPrior WithDoubtOfTheMean(HitPrior prior, HitLabel[][] judged, HitPrior? anchor)
    {
        var (p11, p12, p22) = Inverse(prior.LevelVariance, prior.Covariance, prior.SlopeVariance);
        var (i11, i12, i22) = anchor is null ? (1 / HitPrior.Unlearned.LevelVariance, 0.0, 1 / HitPrior.Unlearned.SlopeVariance) : Inverse(anchor.LevelVariance, anchor.Covariance, anchor.SlopeVariance);
        var known = anchor is null ? 1 : AnchorWeight;
        (i11, i12, i22) = (known * i11, known * i12, known * i22);
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
