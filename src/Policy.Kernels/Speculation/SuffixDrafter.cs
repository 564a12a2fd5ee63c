using System.Numerics;

namespace OptPolicy.Kernels.Speculation;

/// <summary>
/// Prompt lookup: guesses that what followed the longest suffix of prompt and answer the last time follows it again
/// (suffix automata for drafting: Hu et al., arXiv:2411.10666). Runs no model.
/// </summary>
public sealed class SuffixDrafter : IDrafter
{
    private readonly SuffixAutomaton _automaton = new();
    private readonly int _minMatch;
    private readonly int _maxTokens;

    /// <summary>Creates a drafter.</summary>
    /// <param name="minMatch">Tokens that must match before it guesses.</param>
    /// <param name="maxTokens">Tokens of prompt and answer that it remembers at most, about 100 bytes each; when they are exceeded it keeps the newer half.</param>
    public SuffixDrafter(int minMatch = 1, int maxTokens = 1 << 16)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(minMatch);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxTokens, 2);
        _minMatch = minMatch;
        _maxTokens = maxTokens;
    }

    /// <inheritdoc/>
    public string Name => "ngram";

    /// <summary>The length of the match in powers of two.</summary>
    public int Confidence => MatchConfidence.Of(_automaton.Repeat.Length);

    /// <inheritdoc/>
    public void Begin(ReadOnlySpan<int> prompt)
    {
        _automaton.Clear();
        Append(prompt.Length > _maxTokens ? prompt[^_maxTokens..] : prompt);
    }

    /// <inheritdoc/>
    public void Commit(ReadOnlySpan<int> tokens, HiddenRows hidden) => Append(tokens);

    /// <inheritdoc/>
    public int Propose(Span<int> draft, in DraftContext context)
    {
        var (length, end) = _automaton.Repeat;
        return length < _minMatch ? 0 : Continuation.Copy(_automaton.Tokens, end, draft);
    }

    /// <inheritdoc/>
    public void Dispose() => _automaton.Clear();

    private void Append(ReadOnlySpan<int> tokens)
    {
        foreach (var token in tokens)
        {
            if (_automaton.Tokens.Length >= _maxTokens)
                Shrink();
            _automaton.Append(token);
        }
    }

    private void Shrink()
    {
        int[] kept = [.. _automaton.Tokens[^(_maxTokens / 2)..]];
        _automaton.Clear();
        foreach (var token in kept)
            _automaton.Append(token);
    }
}

/// <summary>Classes of certainty by the length of a match.</summary>
internal static class MatchConfidence
{
    /// <summary>0 for none, then 1, 2–3, 4–7, … up to 64 and more.</summary>
    public static int Of(int matched) => Math.Min(IDrafter.MaxConfidence, 32 - BitOperations.LeadingZeroCount((uint)matched));
}

/// <summary>What follows a place in a text.</summary>
internal static class Continuation
{
    /// <summary>
    /// Copies the tokens from <paramref name="start"/> on. Where the text ends it goes on with what was just copied: the place is a repetition
    /// of the end, so a text of period n goes on with period n.
    /// </summary>
    public static int Copy(ReadOnlySpan<int> text, int start, Span<int> draft)
    {
        if (start <= 0 || start >= text.Length)
            return 0;
        var period = text.Length - start;
        for (var i = 0; i < draft.Length; i++)
            draft[i] = i < period ? text[start + i] : draft[i - period];
        return draft.Length;
    }
}
