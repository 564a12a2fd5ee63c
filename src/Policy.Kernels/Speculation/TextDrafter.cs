using System.Runtime.InteropServices;

namespace OptPolicy.Kernels.Speculation;

/// <summary>Guesses that the answer goes on like another text that it resembled so far: an earlier answer, or a cached one to nearly the same question. Runs no model.</summary>
public sealed class TextDrafter : IDrafter
{
    private readonly IReadOnlyList<DraftText> _hints;
    private readonly DraftHistory? _history;
    private readonly string? _scope;
    private readonly List<TextCursor> _cursors = [];
    private readonly List<int> _answer = [];
    private TextCursor? _best;

    private TextDrafter(string name, IReadOnlyList<DraftText> hints, DraftHistory? history, string? scope)
    {
        Name = name;
        _hints = hints;
        _history = history;
        _scope = scope;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>The length of the match in powers of two.</summary>
    public int Confidence => MatchConfidence.Of(_best?.Matched ?? 0);

    /// <summary>Creates a drafter named <c>hint</c> that guesses from given texts.</summary>
    /// <param name="hints">The texts' tokens, the likeliest first.</param>
    public static TextDrafter FromHints(IEnumerable<ReadOnlyMemory<int>> hints) =>
        new("hint", [.. hints.Select(static h => new DraftText(h.Span))], null, null);

    /// <summary>Creates a drafter named <c>history</c> that guesses from earlier answers, and adds its own answer when the next one begins or it is disposed.</summary>
    /// <param name="history">The earlier answers.</param>
    /// <param name="scope">Whose answers to use.</param>
    public static TextDrafter FromHistory(DraftHistory history, string? scope = null) => new("history", [], history, scope);

    /// <inheritdoc/>
    public void Begin(ReadOnlySpan<int> prompt)
    {
        Store();
        _cursors.Clear();
        foreach (var text in _history is null ? _hints : _history.Find(_scope))
            _cursors.Add(new TextCursor(text));
        _best = _cursors.Count > 0 ? _cursors[0] : null;
    }

    /// <inheritdoc/>
    public void Commit(ReadOnlySpan<int> tokens, HiddenRows hidden)
    {
        _answer.AddRange(tokens);
        foreach (var cursor in _cursors)
        {
            foreach (var token in tokens)
                cursor.Advance(token);
        }

        foreach (var cursor in _cursors)
        {
            if (cursor.Matched > _best!.Matched)
                _best = cursor;
        }
    }

    /// <inheritdoc/>
    public int Propose(Span<int> draft, in DraftContext context)
    {
        if (_best is null)
            return 0;
        var text = _best.Continuation;
        var count = Math.Min(text.Length, draft.Length);
        text[..count].CopyTo(draft);
        return count;
    }

    /// <inheritdoc/>
    public void Dispose() => Store();

    private void Store()
    {
        _history?.Add(_scope, CollectionsMarshal.AsSpan(_answer));
        _answer.Clear();
    }
}
