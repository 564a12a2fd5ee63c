namespace OptPolicy.Evaluation.SemanticCache;

/// <summary>
/// The rule of vCache (Schroeder et al., arXiv 2502.03771) for one entry, from the paper's formulas: a logistic fit of right answers over similarity,
/// and the probability of asking the model again that keeps errors among all requests at δ. It is what a user would otherwise pick.
/// </summary>
internal sealed class VCacheRule
{
    private const int LeastObservations = 6;
    private const int Confidences = 50;

    private readonly List<(double Similarity, double IsRight)> _seen = [(0, 0), (1, 1)];
    private Fit? _fit;

    /// <summary>Whether the model is asked for a request of this similarity.</summary>
    public bool Explores(double similarity, double delta, Random random)
    {
        if (_seen.Count < LeastObservations)
            return true;
        var fit = _fit ??= Fit.Of(_seen);
        var least = 1.0;
        for (var i = 0; i < Confidences; i++)
        {
            var epsilon = 1e-6 + (1 - 2e-6) * i / (Confidences - 1);
            var threshold = Math.Clamp(fit.Threshold + NormalQuantile.Of(1 - epsilon) * Math.Sqrt(fit.Variance), 0, 1);
            var right = (1 - epsilon) * Sigmoid(fit.Slope * (similarity - threshold));
            least = Math.Min(least, 1 - delta / (1 - right));
        }

        return random.NextDouble() <= least;
    }

    public void Learn(double similarity, bool isRight)
    {
        _seen.Add((Math.Round(similarity, 3), isRight ? 1 : 0));
        _fit = null;
    }

    private static double Sigmoid(double z) => 1 / (1 + Math.Exp(-z));

    private sealed record Fit(double Threshold, double Slope, double Variance)
    {
        private const int MostSteps = 100;
        private const double SteepestSlope = 500;

        // With separated labels the likelihood has no maximum; the paper's authors take a variance by the number of observations, from 0.035 at six to 0.01.
        private const double SeparatedVariance = 0.0354, LeastSeparatedVariance = 0.01;

        public static Fit Of(List<(double Similarity, double IsRight)> seen)
        {
            var isSeparated = seen.Where(static s => s.IsRight == 1).Min(static s => s.Similarity) > seen.Where(static s => s.IsRight == 0).Max(static s => s.Similarity);
            double level = -20, slope = 25, h11 = 0, h12 = 0, h22 = 0;
            for (var step = 0; step < MostSteps; step++)
            {
                double g1 = 0, g2 = 0;
                h11 = h12 = h22 = 1e-9;
                foreach (var (x, right) in seen)
                {
                    var p = Sigmoid(level + slope * x);
                    var weight = p * (1 - p);
                    (g1, g2) = (g1 + right - p, g2 + (right - p) * x);
                    (h11, h12, h22) = (h11 + weight, h12 + weight * x, h22 + weight * x * x);
                }

                var determinant = h11 * h22 - h12 * h12;
                if (determinant < 1e-14)
                    break;
                var (d0, d1) = ((h22 * g1 - h12 * g2) / determinant, (h11 * g2 - h12 * g1) / determinant);
                var share = Math.Min(1, 10 / Math.Max(1e-9, Math.Max(Math.Abs(d0), Math.Abs(d1))));
                (level, slope) = (level + share * d0, slope + share * d1);
                if (Math.Abs(d0) + Math.Abs(d1) < 1e-7 || slope > SteepestSlope)
                    break;
            }

            slope = Math.Max(slope, 1e-6);
            var threshold = Math.Clamp(-level / slope, 0, 1);
            if (isSeparated || slope > SteepestSlope)
                return new Fit(threshold, slope, Math.Max(LeastSeparatedVariance, SeparatedVariance * LeastObservations / seen.Count));
            var d = h11 * h22 - h12 * h12;
            var (a, b) = (-1 / slope, level / (slope * slope));
            return new Fit(threshold, slope, (a * a * h22 - 2 * a * b * h12 + b * b * h11) / d);
        }
    }
}
