namespace OptPolicy;

/// <summary>
/// What is believed about an entry before anything is known of it: a Gaussian over (level, slope) of
/// P(right | similarity) = σ(level + slope · (similarity − <see cref="Centre"/>)). Immutable.
/// </summary>
/// <param name="Level">Mean of the log-odds at <see cref="Centre"/>.</param>
/// <param name="Slope">Mean of the slope.</param>
/// <param name="LevelVariance">Variance of the level between entries.</param>
/// <param name="Covariance">Covariance of level and slope.</param>
/// <param name="SlopeVariance">Variance of the slope.</param>
internal sealed record HitPrior(double Level, double Slope, double LevelVariance, double Covariance, double SlopeVariance)
{
    /// <summary>The similarity at which the level is read; near the middle of what is compared, so that level and slope hardly depend on each other.</summary>
    public const double Centre = 0.9;

    /// <summary>Wide, and doubtful at every similarity below 1: without labels nothing is served.</summary>
    public static HitPrior Unlearned { get; } = new(0, 40, 9, 0, 225);
}
