namespace OptPolicy.Compression.Data.Questions;

/// <summary>
/// Pairs from any texts that people wrote: a text beside itself, said otherwise, or with a change that decides. Both labels are said
/// otherwise in as many places, so that how much two texts differ tells nothing: only what differs does.
/// </summary>
internal sealed class WrittenFamilies
{
    private const int Tries = 30;
    private readonly IReadOnlyList<string> _texts;
    private readonly Dictionary<string, WordRelation> _relations;
    private readonly Rewording _rewording;

    public WrittenFamilies(IReadOnlyList<string> texts, IReadOnlyList<WordRelation> relations)
    {
        _texts = texts;
        _relations = relations.GroupBy(r => r.Word, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
        _rewording = new Rewording(_relations);
    }

    public IReadOnlyList<PairFamily> All =>
    [
        new("written text and itself", draw => Text(draw) is var text ? (text, text, true) : default),
        new("written text, other beginning", draw => Pair(draw, text => Reframing.Say(text, draw), isSame: true)),
        new("written text, word of the same meaning", draw => Pair(draw, text => TextEdit.Replace(text, _relations, r => r.Alike, draw), isSame: true)),
        new("written text, everyday synonym", draw => Pair(draw, text => CommonSynonyms.Say(text, draw), isSame: true)),
        new("written text, said otherwise in places", draw => Pair(draw, text => _rewording.Say(text, draw), isSame: true)),
        new("written text, other word of its kind", draw => Pair(draw, text => TextEdit.Replace(text, _relations, r => r.Akin, draw), isSame: false)),
        new("written text, opposite word", draw => Pair(draw, text => TextEdit.Replace(text, _relations, r => r.Opposite, draw), isSame: false)),
        new("written text, small change that decides", draw => Pair(draw, text => TextEdit.Change(text, draw), isSame: false)),
    ];

    private string Text(PairDraw draw) => _texts[draw.Below(_texts.Count)];

    private (string, string, bool) Pair(PairDraw draw, Func<string, string?> change, bool isSame)
    {
        for (var tries = 0; tries < Tries; tries++)
        {
            var text = Text(draw);
            if (change(text) is { } changed && !string.Equals(changed, text, StringComparison.OrdinalIgnoreCase))
                return (draw.Chance(60) ? _rewording.Say(text, draw) : text, changed, isSame);
        }

        var same = Text(draw);
        return (same, _rewording.Say(same, draw), true);
    }
}
