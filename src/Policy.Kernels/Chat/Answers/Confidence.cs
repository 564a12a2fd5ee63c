using OptPolicy.Kernels.Decoding;

namespace OptPolicy.Kernels.Chat;

/// <summary>The geometric mean of the probabilities of an answer's chosen tokens. Tokens that a constraint forced say nothing about the model and do not count.</summary>
internal sealed class Confidence
{
    private double _sum;
    private int _tokens;

    public void Add(float logProbability)
    {
        _sum += logProbability;
        _tokens++;
    }

    /// <summary>0 to 1; 1 when nothing was chosen.</summary>
    public double Value(GenerationStatistics statistics) => Math.Exp(_sum / Math.Max(1, _tokens - statistics.ForcedTokens));
}
