using System.Numerics.Tensors;
using OptPolicy.Kernels.Sampling;

namespace OptPolicy.Kernels.Speculation;

/// <summary>Chooses guesses from a draft's logits as the target will choose from its own: same filters, same random numbers. Not thread-safe.</summary>
internal sealed class GuessSampler(int vocabularySize)
{
    private readonly float[] _probabilities = new float[vocabularySize];
    private TokenSampler? _sampler;
    private SamplingOptions? _sampling;

    /// <summary>The guess at an index of the draft. Overwrites <paramref name="logits"/>.</summary>
    public int Guess(Span<float> logits, int index, in DraftContext context)
    {
        if (_sampler is null || !ReferenceEquals(_sampling, context.Sampling))
        {
            _sampling = context.Sampling;
            _sampler = new TokenSampler(context.Sampling, context.Sampling.Seed ?? 0, vocabularySize);
        }

        if (context.Probabilities is not { } rows)
            return _sampler.Choose(logits, context.Position + index);

        // The row has the target's length, which may be padded further than the draft's vocabulary.
        _sampler.Distribution(logits, _probabilities);
        var row = rows[index];
        Array.Clear(row);
        _probabilities.AsSpan(0, Math.Min(row.Length, _probabilities.Length)).CopyTo(row);
        TensorPrimitives.Log(_probabilities, logits);
        return ExponentialRace.Draw(logits, _sampler.Random, context.Position + index, DrawPurpose.Draft);
    }
}
