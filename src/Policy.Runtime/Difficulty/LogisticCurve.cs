namespace OptPolicy;

/// <summary>The probability that a score means: 1 / (1 + exp(−level − slope · score)).</summary>
internal readonly record struct LogisticCurve(double Level, double Slope)
{
    private const int Rounds = 50;
    private const double Ridge = 1e-3;

    public double Of(double score) => 1 / (1 + Math.Exp(-Level - Slope * score));

    /// <summary>Fits by Newton's method. The slope is kept from falling below 0: a higher score is never a lower probability.</summary>
    public static LogisticCurve Fit(ReadOnlySpan<float> scores, ReadOnlySpan<bool> outcomes)
    {
        var (level, slope) = (0.0, 0.0);
        for (var round = 0; round < Rounds; round++)
        {
            var (first, second) = (-Ridge * level, -Ridge * slope);
            var (a, b, c) = (Ridge, 0.0, Ridge);
            for (var i = 0; i < scores.Length; i++)
            {
                var probability = new LogisticCurve(level, slope).Of(scores[i]);
                var (error, weight) = ((outcomes[i] ? 1 : 0) - probability, probability * (1 - probability));
                first += error;
                second += error * scores[i];
                a += weight;
                b += weight * scores[i];
                c += weight * scores[i] * scores[i];
            }

            var determinant = a * c - b * b;
            level += (c * first - b * second) / determinant;
            slope = Math.Max(0, slope + (a * second - b * first) / determinant);
        }

        return new(level, slope);
    }
}
