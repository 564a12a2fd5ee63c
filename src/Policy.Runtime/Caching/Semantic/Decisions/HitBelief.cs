namespace OptPolicy;

/// <summary>
/// What is believed about one entry after some of its neighbours were judged: the mode and the curvature there (Laplace's approximation)
/// of a logistic model with a Gaussian prior, which stays finite where the labels are separated. Immutable.
/// </summary>
internal readonly record struct HitBelief(double Level, double Slope, double LevelVariance, double Covariance, double SlopeVariance)
{
    private const int MostSteps = 40;
    private const double Converged = 1e-8, ShortestStep = 1e-4;

    /// <summary>The belief without any label.</summary>
    public static HitBelief Of(HitPrior prior) => new(prior.Level, prior.Slope, prior.LevelVariance, prior.Covariance, prior.SlopeVariance);

    /// <summary>Fits the belief to labels by Newton's method.</summary>
    /// <param name="prior">What was believed before.</param>
    /// <param name="labels">Similarity of a judged question, and whether the entry's answer was right for it.</param>
    public static HitBelief Of(HitPrior prior, ReadOnlySpan<HitLabel> labels)
    {
        if (labels.IsEmpty)
            return Of(prior);

        var (a, b, c) = Inverse(prior.LevelVariance, prior.Covariance, prior.SlopeVariance);
        var (level, slope) = (prior.Level, prior.Slope);
        var density = LogDensity(level, slope, labels);
        double h11 = a, h12 = b, h22 = c;
        for (var step = 0; step < MostSteps; step++)
        {
            var (dl, ds) = (level - prior.Level, slope - prior.Slope);
            var (g1, g2) = (-(a * dl + b * ds), -(b * dl + c * ds));
            (h11, h12, h22) = (a, b, c);
            foreach (var label in labels)
            {
                var x = label.Similarity - HitPrior.Centre;
                var p = Sigmoid(level + slope * x);
                var residual = (label.IsRight ? 1 : 0) - p;
                var weight = p * (1 - p);
                g1 += residual;
                g2 += residual * x;
                h11 += weight;
                h12 += weight * x;
                h22 += weight * x * x;
            }

            var determinant = h11 * h22 - h12 * h12;
            var (stepLevel, stepSlope) = ((h22 * g1 - h12 * g2) / determinant, (h11 * g2 - h12 * g1) / determinant);
            if (Math.Abs(stepLevel) + Math.Abs(stepSlope) < Converged)
                break;

            // Far from the mode the curvature misleads: a step that does not make the labels likelier is halved.
            var share = 1.0;
            while (share > ShortestStep && LogDensity(level + share * stepLevel, slope + share * stepSlope, labels) < density)
                share /= 2;
            (level, slope) = (level + share * stepLevel, slope + share * stepSlope);
            density = LogDensity(level, slope, labels);
        }

        var (v11, v12, v22) = Inverse(h11, h12, h22);
        return new HitBelief(level, slope, v11, v12, v22);

        double LogDensity(double level, double slope, ReadOnlySpan<HitLabel> labels)
        {
            var (dl, ds) = (level - prior.Level, slope - prior.Slope);
            var sum = -0.5 * (a * dl * dl + 2 * b * dl * ds + c * ds * ds);
            foreach (var label in labels)
            {
                var z = level + slope * (label.Similarity - HitPrior.Centre);
                sum -= SoftPlus(label.IsRight ? -z : z);
            }

            return sum;
        }
    }

    /// <summary>The probability that the entry's answer is right for a question of this similarity, the belief's doubt included (MacKay 1992).</summary>
    public double Probability(double similarity)
    {
        var x = similarity - HitPrior.Centre;
        return Sigmoid((Level + Slope * x) / Math.Sqrt(1 + Math.PI / 8 * Variance(x)));
    }

    /// <summary>A lower bound of that probability.</summary>
    /// <param name="similarity">Of the question.</param>
    /// <param name="deviations">Standard deviations below the mean; 1.645 for 95 %.</param>
    public double LowerBound(double similarity, double deviations)
    {
        var x = similarity - HitPrior.Centre;
        return Sigmoid(Level + Slope * x - deviations * Math.Sqrt(Variance(x)));
    }

    private double Variance(double x) => Math.Max(0, LevelVariance + 2 * x * Covariance + x * x * SlopeVariance);

    private static double SoftPlus(double z) => z > 0 ? z + Math.Log(1 + Math.Exp(-z)) : Math.Log(1 + Math.Exp(z));

    private static double Sigmoid(double z) => 1 / (1 + Math.Exp(-z));

    private static (double, double, double) Inverse(double a, double b, double c)
    {
        var determinant = a * c - b * b;
        return (c / determinant, -b / determinant, a / determinant);
    }
}
