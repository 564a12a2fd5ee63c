using OptPolicy.Kernels.Tokenization.Text;

namespace OptPolicy.Kernels.Tokenization.Normalization;

/// <summary>Rewrites a stretch of text before it is split. Immutable and thread-safe.</summary>
internal abstract class Normalizer
{
    /// <summary>Writes the normalised <paramref name="text"/> to <paramref name="output"/> (empty on entry).</summary>
    /// <returns><see langword="false"/> when the text is normal already; <paramref name="output"/> then holds nothing of use.</returns>
    public abstract bool Apply(ReadOnlySpan<char> text, TextBuffer output);
}

/// <summary>The normalisers of a file, one after another.</summary>
internal sealed class NormalizerChain(IReadOnlyList<Normalizer> steps)
{
    public bool IsEmpty => steps.Count == 0;

    /// <summary>The normalised text, in <paramref name="first"/>, <paramref name="second"/> or unchanged in place.</summary>
    public ReadOnlySpan<char> Apply(ReadOnlySpan<char> text, TextBuffer first, TextBuffer second)
    {
        foreach (var step in steps)
        {
            first.Clear();
            if (!step.Apply(text, first))
                continue;
            text = first.Span;
            (first, second) = (second, first);
        }

        return text;
    }
}
