using OptPolicy.Kernels.Embedding;

namespace OptPolicy;

/// <summary>A small encoder that reads both questions at once.</summary>
/// <param name="classifier">Gives the probability that they ask the same.</param>
/// <param name="leastProbability">From which on it confirms.</param>
internal sealed class CrossEncoderVerifier(OnnxTextClassifier classifier, double leastProbability) : IHitVerifier
{
    /// <summary>The class that means "the same question".</summary>
    public const string SameLabel = "same";

    public ValueTask<HitVerdict> VerifyAsync(string asked, string cached, CancellationToken cancellationToken)
    {
        // Which of the two came first must not matter: the more doubtful reading counts.
        var probability = Math.Min(
            classifier.Probability(asked, cached, SameLabel, cancellationToken),
            classifier.Probability(cached, asked, SameLabel, cancellationToken));
        return ValueTask.FromResult(new HitVerdict(probability >= leastProbability, probability));
    }
}
