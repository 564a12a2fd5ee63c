namespace OptPolicy;

/// <summary>A passage of a document.</summary>
/// <param name="Heading">The headings above it, outermost first.</param>
/// <param name="Text">Its text.</param>
internal readonly record struct Passage(string Heading, string Text);

/// <summary>Cuts documents into passages: never across a heading, and between blocks or sentences where it can.</summary>
internal sealed class PassageSplitter(IndexOptions options, Func<string, int> countTokens)
{
    private const string Separator = " > ";

    private readonly BlockPieces _pieces = new(countTokens);

    public List<Passage> Split(IEnumerable<TextBlock> blocks)
    {
        var passages = new List<Passage>();
        var headings = new List<(int Level, string Text)>();
        var section = new List<TextBlock>();
        foreach (var block in blocks)
        {
            if (block.Kind != TextBlockKind.Heading)
            {
                section.Add(block);
                continue;
            }

            Cut(passages, headings, section);
            headings.RemoveAll(h => h.Level >= block.Level);
            if (block.Text.Length > 0) headings.Add((block.Level, block.Text));
        }

        Cut(passages, headings, section);
        return passages;
    }

    private void Cut(List<Passage> passages, List<(int Level, string Text)> headings, List<TextBlock> section)
    {
        if (section.Count == 0) return;
        var heading = Titles(headings);
        var limit = Math.Max(1, options.PassageTokens - (heading.Length == 0 ? 0 : countTokens(heading)));
        var part = new List<(string Text, int Tokens, bool IsProse)>();
        var tokens = 0;
        foreach (var block in section)
        {
            foreach (var piece in _pieces.Of(block, limit))
            {
                var size = countTokens(piece);
                if (part.Count > 0 && tokens + size > limit)
                {
                    passages.Add(Joined(heading, part));
                    KeepOverlap(part, Math.Min(options.OverlapTokens, limit - size));
                    tokens = part.Sum(static p => p.Tokens);
                }

                part.Add((piece, size, block.Kind == TextBlockKind.Prose));
                tokens += size;
            }
        }

        passages.Add(Joined(heading, part));
        section.Clear();
    }

    // Headings that would fill half a passage are cut from the outside: the inner ones say more.
    private string Titles(List<(int Level, string Text)> headings)
    {
        for (var first = 0; first < headings.Count; first++)
        {
            var titles = string.Join(Separator, headings.Skip(first).Select(static h => h.Text));
            if (countTokens(titles) <= options.PassageTokens / 2) return titles;
        }

        return "";
    }

    private static Passage Joined(string heading, List<(string Text, int Tokens, bool IsProse)> part) => new(heading, string.Join("\n\n", part.Select(static p => p.Text)));

    private static void KeepOverlap(List<(string Text, int Tokens, bool IsProse)> part, int most)
    {
        var keep = part.Count;
        var left = most;
        while (keep > 0 && part[keep - 1].IsProse && part[keep - 1].Tokens <= left) left -= part[--keep].Tokens;
        part.RemoveRange(0, keep);
    }
}
