using System.Text;
using OptPolicy.Kernels.Tokenization.AddedTokens;
using OptPolicy.Kernels.Tokenization.Decoders;
using OptPolicy.Kernels.Tokenization.Normalization;
using OptPolicy.Kernels.Tokenization.PostProcessing;
using OptPolicy.Kernels.Tokenization.PreTokenization;
using OptPolicy.Kernels.Tokenization.Subwords;
using OptPolicy.Kernels.Tokenization.Text;

namespace OptPolicy.Kernels.Tokenization;

/// <summary>What a <c>tokenizer.json</c> says, bound and ready to run.</summary>
internal sealed record TokenizerPipeline(
    NormalizerChain Normalizer,
    IReadOnlyList<PreTokenizer> PreTokenizers,
    SubwordModel Model,
    SpecialTokenFrame Frame,
    DecoderChain Decoder,
    IReadOnlyList<AddedToken> AddedTokens,
    string Fingerprint);

/// <summary>The tokenizer of a <c>tokenizer.json</c>: added tokens, normaliser, pre-tokenisers, model, post-processor and decoder in a row.</summary>
internal sealed class PipelineTokenizer : Tokenizer
{
    // A scratch area that one long text made larger than this is not kept.
    private const int KeptCharacters = 1 << 16;

    private readonly TokenizerPipeline _pipeline;
    private readonly Dictionary<int, AddedToken> _addedById = [];
    private readonly Dictionary<string, int> _addedIds = new(StringComparer.Ordinal);
    private readonly AddedTokenMatcher _verbatim;
    private readonly AddedTokenMatcher _normalized;
    private readonly Lazy<TokenByteTable> _bytes;
    private EncoderScratch? _scratch;

    public PipelineTokenizer(TokenizerPipeline pipeline)
    {
        _pipeline = pipeline;
        VocabularySize = pipeline.Model.Vocabulary.Size;
        foreach (var token in pipeline.AddedTokens)
        {
            _addedById[token.Id] = token;
            _addedIds[token.Content] = token.Id;
            VocabularySize = Math.Max(VocabularySize, token.Id + 1);
        }

        _verbatim = new AddedTokenMatcher(_addedById.Values.Where(token => !token.IsNormalized).Select(token => (token, token.Content)));
        _normalized = new AddedTokenMatcher(_addedById.Values.Where(token => token.IsNormalized).Select(token => (token, Normalize(token.Content))));
        _bytes = new Lazy<TokenByteTable>(() => TokenByteTable.Build(VocabularySize, id => IsSpecial(id) ? null : SpellingOf(id), _pipeline.Decoder));
    }

    public override int VocabularySize { get; }

    public override string Fingerprint => _pipeline.Fingerprint;

    public override void Encode(ReadOnlySpan<char> text, IList<int> tokens, bool addSpecialTokens = false)
    {
        var scratch = Interlocked.Exchange(ref _scratch, null) ?? new EncoderScratch();
        var output = scratch.Ids;
        if (addSpecialTokens)
            output.AddRange(_pipeline.Frame.Before);
        EncodeText(WellFormed(text), scratch);
        if (addSpecialTokens)
            output.AddRange(_pipeline.Frame.After);

        if (tokens is List<int> list)
            list.AddRange(output);
        else
            foreach (var id in output)
                tokens.Add(id);
        scratch.Trim(KeptCharacters);
        Volatile.Write(ref _scratch, scratch);
    }

    public override string Decode(ReadOnlySpan<int> tokens, bool skipSpecialTokens = true)
    {
        var text = new StringBuilder();
        var stage = StartDecoding(text);
        foreach (var token in tokens)
            Feed(stage, token, skipSpecialTokens);
        stage.Complete();
        return text.ToString();
    }

    public override ReadOnlySpan<byte> BytesOf(int token) => _bytes.Value[token];

    public override bool IsSpecial(int token) => _addedById.TryGetValue(token, out var added) && added.IsSpecial;

    public override int? Find(string token) => _addedIds.TryGetValue(token, out var id) ? id : _pipeline.Model.Vocabulary.Find(token);

    /// <summary>Begins the decoding of a sequence into <paramref name="output"/>.</summary>
    public DecoderStage StartDecoding(StringBuilder output) => _pipeline.Decoder.Start(output);

    /// <summary>Gives <paramref name="token"/> to a decoding; ids without a spelling leave nothing.</summary>
    public void Feed(DecoderStage stage, int token, bool skipSpecialTokens)
    {
        if ((skipSpecialTokens && IsSpecial(token)) || SpellingOf(token) is not { } spelling)
            return;
        stage.Fragment(spelling);
        stage.EndToken();
    }

    private string? SpellingOf(int token) =>
        _addedById.TryGetValue(token, out var added) ? added.Content : _pipeline.Model.Vocabulary.TokenOf(token);

    private void EncodeText(ReadOnlySpan<char> text, EncoderScratch scratch)
    {
        var (from, done) = (0, 0);
        while (_verbatim.Next(text, ref from, done, out var start, out var end) is { } token)
        {
            EncodeStretch(text, done, start, scratch);
            scratch.Ids.Add(token.Id);
            done = end;
            from = Math.Max(from, end);
        }

        EncodeStretch(text, done, text.Length, scratch);
    }

    private void EncodeStretch(ReadOnlySpan<char> text, int stretchStart, int stretchEnd, EncoderScratch scratch)
    {
        if (stretchEnd <= stretchStart)
            return;
        var normal = _pipeline.Normalizer.Apply(text[stretchStart..stretchEnd], scratch.First, scratch.Second);
        var (from, done) = (0, 0);
        while (_normalized.Next(normal, ref from, done, out var start, out var end) is { } token)
        {
            EncodePlain(normal[done..start], stretchStart == 0 && done == 0, scratch);
            scratch.Ids.Add(token.Id);
            done = end;
            from = Math.Max(from, end);
        }

        EncodePlain(normal[done..], stretchStart == 0 && done == 0, scratch);
    }

    private void EncodePlain(ReadOnlySpan<char> text, bool isAtOrigin, EncoderScratch scratch)
    {
        if (text.IsEmpty)
            return;
        if (_pipeline.PreTokenizers.Count == 0)
        {
            _pipeline.Model.Encode(text, scratch.Ids);
            return;
        }

        var pieces = scratch.Pieces;
        pieces.Start(text, isAtOrigin);
        foreach (var step in _pipeline.PreTokenizers)
            step.Apply(pieces);
        foreach (var piece in pieces.Items)
            _pipeline.Model.Encode(pieces[piece], scratch.Ids);
    }

    private string Normalize(string text) => _pipeline.Normalizer.Apply(text, new TextBuffer(), new TextBuffer()).ToString();

    /// <summary>Lone surrogates are no characters: they become U+FFFD, as on the way to UTF-8.</summary>
    private static ReadOnlySpan<char> WellFormed(ReadOnlySpan<char> text)
    {
        if (!text.ContainsAnyInRange('\uD800', '\uDFFF'))
            return text;
        var output = new TextBuffer();
        foreach (var rune in text.EnumerateRunes())
            output.AppendRune(rune.Value);
        return output.Span;
    }
}
