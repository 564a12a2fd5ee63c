using System.Numerics.Tensors;

namespace OptPolicy.Kernels.Sampling;

/// <summary>Keeps the tokens that top-k, top-p and min-p leave, in this order, each on what the one before left. Not thread-safe.</summary>
internal sealed class Nucleus(SamplingOptions options, int vocabularySize)
{
    private readonly ulong[] _ranked = new ulong[options.TopK > 0 ? Math.Min(options.TopK, vocabularySize) : vocabularySize];
    private readonly float[] _weights = new float[vocabularySize];

    /// <summary>The tokens that are left of <paramref name="scores"/> (logits over temperature), best first; valid until the next call.</summary>
    public ReadOnlySpan<ulong> Of(ReadOnlySpan<float> scores)
    {
        var highest = TensorPrimitives.Max(scores);
        int count;
        double sum;
        if (options.TopK > 0)
        {
            count = TopTokens.Select(scores, _ranked);
            sum = Sum(scores, highest, count);
        }
        else
        {
            TensorPrimitives.Subtract(scores, highest, _weights);
            TensorPrimitives.Exp(_weights, _weights);
            sum = TensorPrimitives.Sum(_weights);
            count = Likely(scores, sum);
        }

        if (options.TopP < 1)
            count = Cover(scores, highest, sum, count);
        if (options.MinP > 0)
            count = AtLeast(scores, highest + Math.Log(options.MinP), count);
        return _ranked.AsSpan(0, count);
    }

    // Tokens rarer than (1 - p)/V weigh less than 1 - p together: the smallest set that reaches p never needs one, and few others need sorting.
    private int Likely(ReadOnlySpan<float> scores, double sum)
    {
        var least = (float)(sum * Math.Max(0, 1 - (double)options.TopP) / scores.Length * 0.999);
        var count = 0;
        for (var token = 0; token < scores.Length; token++)
        {
            if (_weights[token] >= least && scores[token] != float.NegativeInfinity)
                _ranked[count++] = RankedToken.Of(token, scores[token]);
        }

        _ranked.AsSpan(0, count).Sort();
        return count;
    }

    private double Sum(ReadOnlySpan<float> scores, float highest, int count)
    {
        var sum = 0.0;
        for (var i = 0; i < count; i++)
            sum += Math.Exp(scores[RankedToken.Id(_ranked[i])] - highest);
        return sum;
    }

    private int Cover(ReadOnlySpan<float> scores, float highest, double sum, int count)
    {
        var covered = 0.0;
        for (var i = 0; i < count; i++)
        {
            covered += Math.Exp(scores[RankedToken.Id(_ranked[i])] - highest) / sum;
            if (covered >= options.TopP)
                return i + 1;
        }

        return count;
    }

    private int AtLeast(ReadOnlySpan<float> scores, double least, int count)
    {
        while (count > 1 && scores[RankedToken.Id(_ranked[count - 1])] < least)
            count--;
        return count;
    }
}
