using System.Text;
using OptPolicy.Kernels.Tokenization;

namespace OptPolicy.Benchmarks;

/// <summary>A byte-level vocabulary of the usual size and shape: the bytes, JSON's punctuation in the usual groups, and pronounceable words with and without a space.</summary>
internal sealed class SyntheticTokenizer : Tokenizer
{
    private const string Consonants = "bcdfghjklmnprstvwz";
    private const string Vowels = "aeiou";

    private readonly List<byte[]> _bytes = [];

    public SyntheticTokenizer(int size)
    {
        for (var value = 0; value < 256; value++)
            _bytes.Add([(byte)value]);
        foreach (var piece in new[] { "{\"", "\":", "\":\"", "\",\"", "\"}", "\"]", "},{", "}]", "[{\"", "[\"", "\":[", "\":{\"", "true", "false", "null", "\\n", "\\\"", "name", "age", "id" })
            _bytes.Add(Encoding.UTF8.GetBytes(piece));
        for (var number = 0; number < 1000; number++)
            _bytes.Add(Encoding.UTF8.GetBytes(number.ToString(System.Globalization.CultureInfo.InvariantCulture)));

        var random = new Random(1);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (_bytes.Count < size - 1)
        {
            var word = new StringBuilder(random.Next(2) == 0 ? " " : "");
            for (var syllables = random.Next(1, 5); syllables > 0; syllables--)
                word.Append(Consonants[random.Next(Consonants.Length)]).Append(Vowels[random.Next(Vowels.Length)]);
            if (random.Next(20) == 0)
                word.Append(random.Next(2) == 0 ? "\"" : "\",");
            if (seen.Add(word.ToString()))
                _bytes.Add(Encoding.UTF8.GetBytes(word.ToString()));
        }

        _bytes.Add([]);
    }

    public int End => _bytes.Count - 1;

    public override int VocabularySize => _bytes.Count;

    public override string Fingerprint => "synthetic";

    public override void Encode(ReadOnlySpan<char> text, IList<int> tokens, bool addSpecialTokens = false)
    {
        foreach (var value in Encoding.UTF8.GetBytes(text.ToString()))
            tokens.Add(value);
    }

    public override string Decode(ReadOnlySpan<int> tokens, bool skipSpecialTokens = true)
    {
        var text = new List<byte>();
        foreach (var token in tokens)
            text.AddRange(_bytes[token]);
        return Encoding.UTF8.GetString([.. text]);
    }

    public override ReadOnlySpan<byte> BytesOf(int token) => _bytes[token];

    public override bool IsSpecial(int token) => token == End;

    public override int? Find(string token) => null;
}
