namespace OptPolicy.Workloads.Statistics;

/// <summary>The candidate's perplexity as a share of the baseline's, on the same documents. Whole documents are drawn: tokens of one document are not independent.</summary>
public static class PerplexityRatio
{
    /// <summary>The ratio with its paired bootstrap interval.</summary>
    /// <param name="baseline">The original's losses.</param>
    /// <param name="candidate">The other's, of the same documents.</param>
    /// <param name="seed">Of the draws.</param>
    /// <param name="confidence">Between 0 and 1.</param>
    /// <param name="resamples">Draws.</param>
    /// <exception cref="ArgumentException">The documents differ, there are none, or the models count other tokens: perplexities of two tokenizers do not compare.</exception>
    public static Interval Interval(
        IReadOnlyList<DocumentLoss> baseline, IReadOnlyList<DocumentLoss> candidate, int seed, double confidence = 0.95, int resamples = Bootstrap.DefaultResamples)
    {
        ArgumentNullException.ThrowIfNull(baseline);
        ArgumentNullException.ThrowIfNull(candidate);
        if (baseline.Count == 0 || !baseline.Select(static loss => (loss.Line, loss.Tokens)).SequenceEqual(candidate.Select(static loss => (loss.Line, loss.Tokens))))
            throw new ArgumentException("The losses are not of the same documents in the same tokens.", nameof(candidate));
        return Bootstrap.Interval(baseline.Count, Ratio, seed, confidence, resamples);

        double Ratio(ReadOnlySpan<int> indices)
        {
            var (rise, tokens) = (0d, 0L);
            foreach (var index in indices)
            {
                rise += candidate[index].NegativeLogLikelihood - baseline[index].NegativeLogLikelihood;
                tokens += baseline[index].Tokens;
            }

            return tokens == 0 ? 1 : Math.Exp(rise / tokens);
        }
    }
}
