using System.Text;
using OptPolicy.Kernels.Tokenization;

namespace OptPolicy.Kernels.Tests.Constraints;

/// <summary>A token for each byte, then longer pieces, then the end token; spells a text with the longest piece that fits.</summary>
internal sealed class PieceTokenizer : Tokenizer
{
    private readonly byte[][] _bytes;

    public PieceTokenizer(params IEnumerable<string> pieces)
    {
        _bytes = [.. Enumerable.Range(0, 256).Select(static value => new[] { (byte)value }), .. pieces.Select(Encoding.UTF8.GetBytes), []];
        End = _bytes.Length - 1;
    }

    /// <summary>Pieces as a vocabulary trained on JSON has them.</summary>
    public static PieceTokenizer Json { get; } = new(
        "{\"", "\":", "\":\"", "\",\"", "\"}", "\"]", "},{", "}]", "]}", "[{\"", "[\"", "\":[", "\":{\"", "true", "false", "null", "tr", "00", "10", "123", "19", "20", "2024", "-0", "e+", "0.", "1.5",
        "na", "name", "\"name", "id", "age", "key", "kind", " a", " the", "the ", "hello", "é", "日本", "🙂", "  ", "\n", ": ", ", ", "\\n", "\\u", "\\\"", "abc", "aaaaaaaa", "red", "green", "T12", "-01", "Z\"");

    public int End { get; }

    public override int VocabularySize => _bytes.Length;

    public override string Fingerprint => "pieces";

    public override void Encode(ReadOnlySpan<char> text, IList<int> tokens, bool addSpecialTokens = false)
    {
        var bytes = Encoding.UTF8.GetBytes(text.ToString());
        for (var start = 0; start < bytes.Length;)
        {
            var best = (int)bytes[start];
            for (var id = 256; id < End; id++)
            {
                if (_bytes[id].Length > _bytes[best].Length && bytes.AsSpan(start).StartsWith(_bytes[id]))
                    best = id;
            }

            tokens.Add(best);
            start += _bytes[best].Length;
        }
    }

    public override string Decode(ReadOnlySpan<int> tokens, bool skipSpecialTokens = true)
    {
        var bytes = new List<byte>();
        foreach (var token in tokens)
            bytes.AddRange(_bytes[token]);
        return Encoding.UTF8.GetString([.. bytes]);
    }

    public override ReadOnlySpan<byte> BytesOf(int token) => _bytes[token];

    public override bool IsSpecial(int token) => token == End;

    public override int? Find(string token) => Array.FindIndex(_bytes, piece => piece.AsSpan().SequenceEqual(Encoding.UTF8.GetBytes(token))) is var id and >= 0 ? id : null;
}
