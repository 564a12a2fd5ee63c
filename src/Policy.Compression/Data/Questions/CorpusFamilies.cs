using OptPolicy.Compression.Data.Texts;

namespace OptPolicy.Compression.Data.Questions;

/// <summary>Pairs from texts that people wrote: a text beside itself said otherwise, and beside one of another class that shares its words.</summary>
internal sealed class CorpusFamilies
{
    private const int Candidates = 60;
    private const double AlikeEnough = 0.5;
    private readonly LabelledText[] _texts;
    private readonly HashSet<string>[] _words;
    private readonly Dictionary<string, int[]> _textsWith;

    public CorpusFamilies(IReadOnlyList<LabelledText> texts)
    {
        _texts = [.. texts];
        _words = [.. texts.Select(t => t.Text.ToLowerInvariant().Split([' ', '?', '.', ',', '!', '\''], StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal))];
        _textsWith = _words.SelectMany((words, i) => words.Select(word => (word, i))).GroupBy(w => w.word, w => w.i, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.ToArray(), StringComparer.Ordinal);
    }

    public IReadOnlyList<PairFamily> All => [new("written text said otherwise", Reworded), new("written text of another class", Neighbour), new("written text of any other class", Stranger)];

    private (string, string, bool) Reworded(PairDraw draw)
    {
        var text = _texts[draw.Below(_texts.Length)].Text;
        return (text, SurfaceChange.Reword(text, draw), true);
    }

    // Among some texts that share a word, the one that shares most.
    private (string, string, bool) Neighbour(PairDraw draw)
    {
        for (var tries = 0; tries < 20; tries++)
        {
            var asked = draw.Below(_texts.Length);
            var rare = _words[asked].OrderBy(word => _textsWith[word].Length).ThenBy(word => word, StringComparer.Ordinal).Take(4).ToArray();
            var best = (Text: -1, Share: AlikeEnough);
            for (var i = 0; i < Candidates; i++)
            {
                var among = _textsWith[rare[draw.Below(rare.Length)]];
                var candidate = among[draw.Below(among.Length)];
                if (_texts[candidate].Label == _texts[asked].Label)
                    continue;
                var share = (double)_words[asked].Count(_words[candidate].Contains) / Math.Max(_words[asked].Count, _words[candidate].Count);
                if (share > best.Share)
                    best = (candidate, share);
            }

            if (best.Text >= 0)
                return (_texts[asked].Text, _texts[best.Text].Text, false);
        }

        return Stranger(draw);
    }

    private (string, string, bool) Stranger(PairDraw draw)
    {
        var first = _texts[draw.Below(_texts.Length)];
        LabelledText second;
        do
            second = _texts[draw.Below(_texts.Length)];
        while (second.Label == first.Label);
        return (first.Text, second.Text, false);
    }
}
