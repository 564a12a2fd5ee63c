namespace OptPolicy.Kernels.Speculation;

/// <summary>A text that answers may resemble, indexed. Immutable and thread-safe.</summary>
public sealed class DraftText
{
    internal DraftText(ReadOnlySpan<int> tokens)
    {
        foreach (var token in tokens)
            Index.Append(token);
    }

    /// <summary>Its length in tokens.</summary>
    public int Length => Index.Tokens.Length;

    internal SuffixAutomaton Index { get; } = new();
}

/// <summary>Where in a text an answer is: the longest suffix of the answer that the text holds, and what comes after it. Not thread-safe.</summary>
internal sealed class TextCursor(DraftText text)
{
    // A single word proves nothing about the place.
    private const int MinJump = 2;

    private int _state = SuffixAutomaton.Root;
    private int _matched;

    // An answer that follows the text from its beginning stays on it even where a phrase occurs twice.
    private int _next;

    public int Matched { get; private set; }

    public ReadOnlySpan<int> Continuation => text.Index.Tokens[_next..];

    public void Advance(int token)
    {
        text.Index.Walk(ref _state, ref _matched, token);
        var tokens = text.Index.Tokens;
        if (_next < tokens.Length && tokens[_next] == token)
        {
            _next++;
            Matched++;
            return;
        }

        Matched = _matched;
        if (_matched >= MinJump)
            _next = text.Index.EndOf(_state);
    }
}
