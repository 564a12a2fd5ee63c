using OptPolicy.Kernels.Tokenization.AddedTokens;
using OptPolicy.Kernels.Tokenization.Normalization;
using OptPolicy.Kernels.Tokenization.PreTokenization;
using OptPolicy.Kernels.Tokenization.Text;

namespace OptPolicy.Kernels.Tokenization.Training;

/// <summary>Counts the pieces of training texts, cut as the finished tokenizer will cut them.</summary>
internal sealed class WordCounter
{
    private readonly NormalizerChain _normalizer;
    private readonly IReadOnlyList<PreTokenizer> _steps;
    private readonly AddedTokenMatcher _special;
    private readonly Dictionary<string, long> _counts = new(StringComparer.Ordinal);
    private readonly Pieces _pieces = new();
    private readonly TextBuffer _first = new();
    private readonly TextBuffer _second = new();

    public WordCounter(NormalizerChain normalizer, IReadOnlyList<PreTokenizer> steps, IReadOnlyList<string> special)
    {
        (_normalizer, _steps) = (normalizer, steps);
        _special = new AddedTokenMatcher(special.Select((text, id) =>
            (new AddedToken(id, text, IsSpecial: true, IsSingleWord: false, StripsLeft: false, StripsRight: false, IsNormalized: false), text)));
    }

    /// <summary>The pieces, the most frequent first, in ordinal order among equals.</summary>
    public IReadOnlyList<(string Word, long Count)> Words => [.. _counts
        .OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key, StringComparer.Ordinal)
        .Select(entry => (entry.Key, entry.Value))];

    public void Add(ReadOnlySpan<char> text)
    {
        var (from, done) = (0, 0);
        while (_special.Next(text, ref from, done, out var start, out var end) is not null)
        {
            AddPlain(text[done..start]);
            done = end;
        }

        AddPlain(text[done..]);
    }

    private void AddPlain(ReadOnlySpan<char> text)
    {
        _pieces.Start(_normalizer.Apply(text, _first, _second), isAtOrigin: true);
        foreach (var step in _steps)
            step.Apply(_pieces);
        var counts = _counts.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var piece in _pieces.Items)
        {
            var word = _pieces[piece];
            counts[word] = counts.TryGetValue(word, out var count) ? count + 1 : 1;
        }
    }
}
