using System.Numerics;
using System.Numerics.Tensors;

namespace OptPolicy.Kernels.Sampling;

/// <summary>
/// Draws a token with probability proportional to <c>exp(score)</c>: every token's clock rings after an exponential time of rate exp(score),
/// and the first wins (equivalently, the largest score plus Gumbel noise).
/// </summary>
/// <remarks>
/// The noise belongs to (seed, position, token). Two models that draw at the same place therefore agree with probability at least
/// (1 − d)/(1 + d), where d is the total variation distance of their distributions, and no scheme without communication does better in the
/// worst case (Daliri, Musco and Suresh, arXiv:2408.07978). Inverting a cumulative distribution shifts every later token when one
/// probability changes, and agrees far less.
/// The 32-bit noise gives a token of probability below 2⁻³² less than its share; all those together are below 10⁻⁴ of the mass.
/// </remarks>
internal static class ExponentialRace
{
    private const double Ln2 = 0.693147180559945309;

    // The smallest uniform is 2^-33.
    private const double MaxNoise = 33 * Ln2;

    /// <summary>Draws among all tokens; a score of negative infinity never wins.</summary>
    public static int Draw(ReadOnlySpan<float> scores, in PositionalRandom random, int position, DrawPurpose purpose)
    {
        var race = new Race(TensorPrimitives.IndexOfMax(scores), double.NegativeInfinity);
        race.Enter(race.Winner, scores[race.Winner], random.Bits(position, purpose, race.Winner));
        var i = 0;
        for (; i + 4 <= scores.Length; i += 4)
        {
            var highest = MathF.Max(MathF.Max(scores[i], scores[i + 1]), MathF.Max(scores[i + 2], scores[i + 3]));
            if (highest + MaxNoise < race.Best)
                continue;
            var block = random.Block(position, purpose, i >> 2);
            race.Enter(i, scores[i], block.Word0);
            race.Enter(i + 1, scores[i + 1], block.Word1);
            race.Enter(i + 2, scores[i + 2], block.Word2);
            race.Enter(i + 3, scores[i + 3], block.Word3);
        }

        for (; i < scores.Length; i++)
            race.Enter(i, scores[i], random.Bits(position, purpose, i));
        return race.Winner;
    }

    /// <summary>Draws among <paramref name="tokens"/>, each scored by <paramref name="scores"/>, best first.</summary>
    public static int Draw(ReadOnlySpan<ulong> tokens, ReadOnlySpan<float> scores, in PositionalRandom random, int position, DrawPurpose purpose)
    {
        var race = new Race(RankedToken.Id(tokens[0]), double.NegativeInfinity);
        foreach (var ranked in tokens)
        {
            var token = RankedToken.Id(ranked);
            if (scores[token] + MaxNoise < race.Best)
                break;
            race.Enter(token, scores[token], random.Bits(position, purpose, token));
        }

        return race.Winner;
    }

    private struct Race(int first, double best)
    {
        public int Winner { get; private set; } = first;

        public double Best { get; private set; } = best;

        public void Enter(int token, float score, uint bits)
        {
            // The noise is at most -ln(uniform), and the leading zeros bound that without a logarithm.
            if (score + ((BitOperations.LeadingZeroCount(bits) + 1) * Ln2) < Best)
                return;
            var time = score - Math.Log(-Math.Log(1 - PositionalRandom.ToUniform(bits)));
            if (time > Best || (time == Best && token < Winner))
            {
                Best = time;
                Winner = token;
            }
        }
    }
}
