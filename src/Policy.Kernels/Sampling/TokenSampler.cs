using System.Numerics.Tensors;

namespace OptPolicy.Kernels.Sampling;

/// <summary>Chooses tokens from rows of logits that constraints have masked and penalties have changed. Not thread-safe; allocates only when created.</summary>
internal sealed class TokenSampler
{
    private readonly SamplingOptions _options;
    private readonly PositionalRandom _random;
    private readonly Nucleus? _nucleus;

    public TokenSampler(SamplingOptions options, long seed, int vocabularySize)
    {
        _options = options;
        _random = new PositionalRandom(seed);
        if (!options.IsGreedy && (options.TopK > 0 || options.TopP < 1))
            _nucleus = new Nucleus(options, vocabularySize);
    }

    public PositionalRandom Random => _random;

    /// <summary>The token at <paramref name="position"/>. Overwrites <paramref name="logits"/>.</summary>
    public int Choose(Span<float> logits, int position, DrawPurpose purpose = DrawPurpose.Token)
    {
        // Positive zero ranks above negative zero there, which is as good as any rule for a tie that no arithmetic can tell.
        if (_options.IsGreedy)
            return TensorPrimitives.IndexOfMax(logits);
        TensorPrimitives.Divide(logits, _options.Temperature, logits);
        if (_nucleus is not null)
            return ExponentialRace.Draw(_nucleus.Of(logits), logits, _random, position, purpose);
        RuleOutUnlikely(logits);
        return ExponentialRace.Draw(logits, _random, position, purpose);
    }

    /// <summary>The probabilities that <see cref="Choose"/> draws with. Overwrites <paramref name="logits"/>.</summary>
    public void Distribution(Span<float> logits, Span<float> probabilities)
    {
        if (_options.IsGreedy)
        {
            var best = TensorPrimitives.IndexOfMax(logits);
            probabilities.Clear();
            probabilities[best] = 1;
            return;
        }

        TensorPrimitives.Divide(logits, _options.Temperature, logits);
        if (_nucleus is null)
        {
            RuleOutUnlikely(logits);
            TensorPrimitives.SoftMax(logits, probabilities);
            return;
        }

        var kept = _nucleus.Of(logits);
        probabilities.Fill(0);
        var highest = logits[RankedToken.Id(kept[0])];
        var sum = 0.0;
        foreach (var ranked in kept)
            sum += Math.Exp(logits[RankedToken.Id(ranked)] - highest);
        foreach (var ranked in kept)
            probabilities[RankedToken.Id(ranked)] = (float)(Math.Exp(logits[RankedToken.Id(ranked)] - highest) / sum);
    }

    private void RuleOutUnlikely(Span<float> scores)
    {
        if (_options.MinP <= 0)
            return;
        var least = TensorPrimitives.Max(scores) + MathF.Log(_options.MinP);
        for (var token = 0; token < scores.Length; token++)
        {
            if (scores[token] < least)
                scores[token] = float.NegativeInfinity;
        }
    }
}
