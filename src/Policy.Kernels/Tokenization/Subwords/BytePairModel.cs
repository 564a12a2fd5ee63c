using OptPolicy.Kernels.Tokenization.Text;

namespace OptPolicy.Kernels.Tokenization.Subwords;

/// <summary>How a BPE model treats characters and words.</summary>
internal sealed record BytePairOptions
{
    /// <summary>Whether pieces arrive as plain text and are written in the byte alphabet here.</summary>
    public bool IsByteLevel { get; init; }

    /// <summary>Whether a character that is no symbol becomes the tokens of its bytes.</summary>
    public bool HasByteFallback { get; init; }

    /// <summary>Whether a piece that is an entry is that entry, whatever the merges say.</summary>
    public bool IgnoresMerges { get; init; }

    /// <summary>Whether neighbouring unknown characters are one unknown token.</summary>
    public bool FusesUnknown { get; init; }

    public int? Unknown { get; init; }

    /// <summary>Put before every character of a word but the first.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>Put after the last character of a word.</summary>
    public string Suffix { get; init; } = "";

    /// <summary>
    /// A character before whose runs a piece may be cut without changing the result, because no merge reaches over the cut: whole
    /// texts then become words that can be remembered.
    /// </summary>
    public char? Boundary { get; init; }
}

/// <summary>Byte-pair encoding, byte-level or with byte fallback.</summary>
internal sealed class BytePairModel : SubwordModel
{
    private const int ShortWord = 128;

    private readonly MergeTable _merges;
    private readonly BytePairOptions _options;
    private readonly SymbolTable _symbols;
    private readonly ByteTokens _bytes;
    private readonly WordCache _cache = new();

    public BytePairModel(Vocabulary vocabulary, MergeTable merges, BytePairOptions options)
        : base(vocabulary)
    {
        (_merges, _options) = (merges, options);
        _symbols = new SymbolTable(vocabulary);
        _bytes = new ByteTokens(vocabulary);
    }

    public override void Encode(ReadOnlySpan<char> piece, List<int> output)
    {
        if (_options.Boundary is not { } boundary)
        {
            EncodeWord(piece, output);
            return;
        }

        while (!piece.IsEmpty)
        {
            var run = piece.IndexOfAnyExcept(boundary);
            var end = run < 0 ? -1 : piece[run..].IndexOf(boundary);
            var word = end < 0 ? piece : piece[..(run + end)];
            EncodeWord(word, output);
            piece = piece[word.Length..];
        }
    }

    private void EncodeWord(ReadOnlySpan<char> word, List<int> output)
    {
        if (_cache.TryGet(word, out var known))
        {
            output.AddRange(known);
            return;
        }

        var start = output.Count;
        if (_options.IsByteLevel)
        {
            var mapped = word.Length <= ShortWord ? stackalloc char[3 * ShortWord] : new char[3 * word.Length];
            EncodeSymbols(mapped[..ByteAlphabet.Map(word, mapped)], output);
        }
        else
            EncodeSymbols(word, output);

        _cache.Store(word, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(output)[start..]);
    }

    private void EncodeSymbols(ReadOnlySpan<char> word, List<int> output)
    {
        if (_options.IgnoresMerges && Vocabulary.Find(word) is { } whole)
        {
            output.Add(whole);
            return;
        }

        var start = output.Count;
        AppendSymbols(word, output);
        PairMerger.Merge(_merges, output, start);
    }

    private void AppendSymbols(ReadOnlySpan<char> word, List<int> output)
    {
        var pendingUnknown = false;
        for (int at = 0, width; at < word.Length; at += width)
        {
            var id = _symbols.IdOf(word[at..], out width);
            var symbol = word.Slice(at, width);
            if (_options.Prefix.Length > 0 || _options.Suffix.Length > 0)
            {
                var spelled = Spell(symbol, isFirst: at == 0, isLast: at + width == word.Length);
                id = Vocabulary.Find(spelled) ?? -1;
                symbol = spelled;
            }

            if (id >= 0)
            {
                Flush(ref pendingUnknown, output);
                output.Add(id);
            }
            // A pending unknown stays behind the bytes that follow it: so does the reference implementation.
            else if (!(_options.HasByteFallback && _bytes.TryAppend(symbol, output)) && _options.Unknown is not null)
            {
                if (!_options.FusesUnknown)
                    Flush(ref pendingUnknown, output);
                pendingUnknown = true;
            }
        }

        Flush(ref pendingUnknown, output);
    }

    private string Spell(ReadOnlySpan<char> symbol, bool isFirst, bool isLast) =>
        string.Concat(isFirst ? "" : _options.Prefix, symbol, isLast ? _options.Suffix : "");

    private void Flush(ref bool pendingUnknown, List<int> output)
    {
        if (pendingUnknown)
            output.Add(_options.Unknown!.Value);
        pendingUnknown = false;
    }
}
