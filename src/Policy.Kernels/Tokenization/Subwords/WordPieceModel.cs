using OptPolicy.Kernels.Tokenization.Text;

namespace OptPolicy.Kernels.Tokenization.Subwords;

/// <summary>Greedy longest match from the left (Wu et al. 2016, as in BERT): a word with an unknown part is unknown as a whole.</summary>
internal sealed class WordPieceModel(Vocabulary vocabulary, int unknown, string prefix, int longestWord) : SubwordModel(vocabulary)
{
    private readonly WordCache _cache = new();

    public override void Encode(ReadOnlySpan<char> piece, List<int> output)
    {
        if (_cache.TryGet(piece, out var known))
        {
            output.AddRange(known);
            return;
        }

        var start = output.Count;
        if (!TryEncode(piece, output))
        {
            output.RemoveRange(start, output.Count - start);
            output.Add(unknown);
        }

        _cache.Store(piece, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(output)[start..]);
    }

    private bool TryEncode(ReadOnlySpan<char> word, List<int> output)
    {
        if (word.Length > longestWord && CodePointsOf(word) > longestWord)
            return false;

        var room = Vocabulary.LongestToken + prefix.Length;
        var spelled = room <= 512 ? stackalloc char[512] : new char[room];
        for (var at = 0; at < word.Length;)
        {
            var lead = at == 0 ? 0 : prefix.Length;
            prefix.AsSpan(0, lead).CopyTo(spelled);
            var length = Math.Min(word.Length - at, Vocabulary.LongestToken - lead);
            for (; length > 0; length -= char.IsLowSurrogate(word[at + length - 1]) && length > 1 ? 2 : 1)
            {
                word.Slice(at, length).CopyTo(spelled[lead..]);
                if (Vocabulary.Find(spelled[..(lead + length)]) is { } id)
                {
                    output.Add(id);
                    break;
                }
            }

            if (length <= 0)
                return false;
            at += length;
        }

        return true;
    }

    private static int CodePointsOf(ReadOnlySpan<char> word)
    {
        var count = 0;
        for (var at = 0; at < word.Length; at += CodePoints.Width(CodePoints.At(word, at)))
            count++;
        return count;
    }
}
