using OptPolicy.Kernels.Constraints;

namespace OptPolicy.Kernels.Sampling;

/// <summary>Applies a constraint to logits.</summary>
internal static class LogitMask
{
    private const int Word = 64;

    /// <summary>Rules out every token that is not in <paramref name="allowed"/>.</summary>
    public static void Apply(TokenSet allowed, Span<float> logits)
    {
        var words = allowed.Words;
        for (var start = 0; start < logits.Length; start += Word)
        {
            var word = start / Word < words.Length ? words[start / Word] : 0;
            var chunk = logits.Slice(start, Math.Min(Word, logits.Length - start));
            if (word == 0)
                chunk.Fill(float.NegativeInfinity);
            else if (word != ulong.MaxValue)
            {
                for (var i = 0; i < chunk.Length; i++)
                {
                    if ((word >> i & 1) == 0)
                        chunk[i] = float.NegativeInfinity;
                }
            }
        }
    }
}
