using System.Collections.Immutable;

namespace OptPolicy.Kernels.Speculation;

/// <summary>The latest answers, by scope, as sources of guesses for later ones. Bounded. Thread-safe.</summary>
/// <remarks>A scope sees its own answers only: how fast an answer comes tells how much of it was guessed, so that tenants should not share one.</remarks>
public sealed class DraftHistory
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<Scope>> _scopes = new(StringComparer.Ordinal);
    private readonly LinkedList<Scope> _latestFirst = [];
    private readonly int _maxScopes;
    private readonly int _maxTexts;
    private readonly int _maxTokens;

    /// <summary>Creates an empty history. Its memory is at most the product of the limits, about 150 bytes a token.</summary>
    /// <param name="maxScopes">Scopes to keep; the one that was used longest ago goes first.</param>
    /// <param name="maxTexts">Answers to keep a scope.</param>
    /// <param name="maxTokens">Tokens to keep of an answer, from its beginning.</param>
    public DraftHistory(int maxScopes = 64, int maxTexts = 8, int maxTokens = 2048)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxScopes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxTexts);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxTokens);
        (_maxScopes, _maxTexts, _maxTokens) = (maxScopes, maxTexts, maxTokens);
    }

    /// <summary>Keeps an answer.</summary>
    /// <param name="scope">Who may be helped by it.</param>
    /// <param name="tokens">Its tokens.</param>
    public void Add(string? scope, ReadOnlySpan<int> tokens)
    {
        if (tokens.Length < 2)
            return;
        var text = new DraftText(tokens.Length > _maxTokens ? tokens[.._maxTokens] : tokens);
        lock (_lock)
        {
            var texts = Touch(scope)?.Value.Texts ?? [];
            texts = texts.RemoveAll(t => t.Index.Tokens.SequenceEqual(text.Index.Tokens)).Insert(0, text);
            if (texts.Length > _maxTexts)
                texts = texts.RemoveAt(texts.Length - 1);
            Keep(scope ?? "", texts);
        }
    }

    /// <summary>The answers of a scope, latest first.</summary>
    public ImmutableArray<DraftText> Find(string? scope)
    {
        lock (_lock)
            return Touch(scope)?.Value.Texts ?? [];
    }

    private LinkedListNode<Scope>? Touch(string? name)
    {
        if (!_scopes.TryGetValue(name ?? "", out var node))
            return null;
        _latestFirst.Remove(node);
        _latestFirst.AddFirst(node);
        return node;
    }

    private void Keep(string name, ImmutableArray<DraftText> texts)
    {
        if (_scopes.TryGetValue(name, out var node))
        {
            node.Value = new Scope(name, texts);
            return;
        }

        _scopes[name] = _latestFirst.AddFirst(new Scope(name, texts));
        if (_scopes.Count > _maxScopes)
        {
            _scopes.Remove(_latestFirst.Last!.Value.Name);
            _latestFirst.RemoveLast();
        }
    }

    private sealed record Scope(string Name, ImmutableArray<DraftText> Texts);
}
