namespace OptPolicy;

/// <summary>From which similarity on a question counts as one of the intents, found from the examples alone.</summary>
/// <remarks>
/// An example's similarity to the rest of its intent stands for a question in scope; its similarity to the other intents is what a question out
/// of scope seldom exceeds. The middle between the medians of both needs no scale of its own, which differs from embedder to embedder, and
/// medians do not follow the odd example.
/// </remarks>
internal static class IntentThreshold
{
    /// <summary>Where examples cannot say: too few of them, or one intent only. Unrelated short texts lie below it for common sentence embedders.</summary>
    public const double Usual = 0.5;

    private const int Enough = 4;

    /// <param name="own">Of each example, the similarity to the nearest other example of its intent.</param>
    /// <param name="other">Of each example, the similarity to the nearest one of another intent.</param>
    public static double Find(IReadOnlyCollection<double> own, IReadOnlyCollection<double> other) =>
        own.Count < Enough || other.Count < Enough ? Usual : (Median(own) + Median(other)) / 2;

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
