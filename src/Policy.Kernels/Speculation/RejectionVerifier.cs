using System.Numerics.Tensors;
using OptPolicy.Kernels.Sampling;

namespace OptPolicy.Kernels.Speculation;

/// <summary>
/// Speculative sampling (Leviathan et al., arXiv:2211.17192, algorithm 1; Chen et al., arXiv:2302.01318): keeps a guess x that was drawn
/// from q with probability min(1, p(x)/q(x)) and otherwise draws from max(0, p − q) normalised; the result is distributed as p.
/// </summary>
internal sealed class RejectionVerifier(TokenSampler sampler, int vocabularySize)
{
    private readonly float[] _target = new float[vocabularySize];

    /// <summary>The token at <paramref name="position"/>; the guess was kept when it equals the guess. Overwrites <paramref name="logits"/>.</summary>
    /// <param name="logits">The target's row.</param>
    /// <param name="position">Index in the whole sequence.</param>
    /// <param name="guess">The draft token.</param>
    /// <param name="proposal">What the guess was drawn from; empty when it was not drawn (q is then 1 at the guess).</param>
    public int Choose(Span<float> logits, int position, int guess, ReadOnlySpan<float> proposal)
    {
        sampler.Distribution(logits, _target);
        var proposed = proposal.IsEmpty ? 1 : proposal[guess];
        var random = sampler.Random;
        if (random.Uniform(position, DrawPurpose.Acceptance) * proposed < _target[guess])
            return guess;
        if (proposal.IsEmpty)
        {
            _target.CopyTo(logits);
            logits[guess] = 0;
        }
        else
        {
            TensorPrimitives.Subtract(_target, proposal, logits);
            TensorPrimitives.Max(logits, 0f, logits);
        }

        // Rounding can leave nothing where p and q are equal to the last bit; p itself is then the right distribution.
        if (TensorPrimitives.Max(logits) <= 0)
            _target.CopyTo(logits);
        TensorPrimitives.Log(logits, logits);
        return ExponentialRace.Draw(logits, random, position, DrawPurpose.Replacement);
    }
}
