using System.Numerics.Tensors;
using OptPolicy.Kernels.Decoding;

namespace OptPolicy.Kernels.Sampling;

/// <summary>Log-probabilities of one row of logits at temperature 1. Not thread-safe.</summary>
internal sealed class LogProbabilities(int alternatives, int vocabularySize)
{
    private readonly float[] _logits = new float[vocabularySize];
    private readonly float[] _weights = new float[vocabularySize];
    private readonly ulong[] _top = new ulong[Math.Min(alternatives, vocabularySize)];
    private double _normaliser;

    /// <summary>Takes the model's logits, masked by the constraint but not yet penalised.</summary>
    public void Take(ReadOnlySpan<float> logits)
    {
        logits.CopyTo(_logits);
        var highest = TensorPrimitives.Max(logits);
        TensorPrimitives.Subtract(logits, highest, _weights);
        TensorPrimitives.Exp(_weights, _weights);
        _normaliser = highest + Math.Log(TensorPrimitives.Sum(_weights));
    }

    public float Of(int token) => (float)(_logits[token] - _normaliser);

    /// <summary>The most probable tokens, most probable first.</summary>
    public IReadOnlyList<TokenProbability> Alternatives()
    {
        var count = _top.Length == 0 ? 0 : TopTokens.Select(_logits, _top);
        var alternatives = new TokenProbability[count];
        for (var i = 0; i < count; i++)
            alternatives[i] = new TokenProbability(RankedToken.Id(_top[i]), Of(RankedToken.Id(_top[i])));
        return alternatives;
    }
}
