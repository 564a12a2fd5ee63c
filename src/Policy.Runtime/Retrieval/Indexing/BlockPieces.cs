using System.Text;

namespace OptPolicy;

/// <summary>Cuts a block into pieces of a limited number of tokens, at the best places it has.</summary>
internal sealed class BlockPieces(Func<string, int> countTokens)
{
    private static readonly char[] SentenceEnds = ['.', '!', '?', '。', '！', '？'];

    /// <summary>The pieces; one, where the block is small enough.</summary>
    public IEnumerable<string> Of(TextBlock block, int limit)
    {
        if (countTokens(block.Text) <= limit) return [block.Text];
        return block.Kind switch
        {
            TextBlockKind.Code => Fenced(block.Text.Split('\n'), limit),
            TextBlockKind.Table => Rows(block.Text.Split('\n'), limit),
            _ => Packed(Sentences(block.Text), "", limit),
        };
    }

    // Every part of a cut block of code is fenced, and every part of a table has its head: alone they would mean something else.
    private IEnumerable<string> Fenced(string[] lines, int limit)
    {
        var isClosed = lines.Length > 1 && lines[^1].Trim().All(c => c == lines[0].TrimStart()[0]);
        var close = isClosed ? lines[^1] : lines[0].TrimStart()[..3];
        var room = Math.Max(1, limit - countTokens(lines[0]) - countTokens(close));
        foreach (var part in Packed(lines[1..(isClosed ? ^1 : ^0)], "\n", room)) yield return $"{lines[0]}\n{part}\n{close}";
    }

    private IEnumerable<string> Rows(string[] lines, int limit)
    {
        var hasHead = lines.Length > 2 && lines[1].All(static c => c is '|' or '-' or ':' or ' ' or '\t');
        var head = hasHead ? lines[0] + "\n" + lines[1] : "";
        var size = hasHead ? countTokens(head) : 0;

        // A head that leaves no room for rows is not repeated.
        if (size > limit / 2) (hasHead, size) = (false, 0);
        foreach (var part in Packed(hasHead ? lines[2..] : lines, "\n", limit - size)) yield return hasHead ? head + "\n" + part : part;
    }

    private IEnumerable<string> Packed(IEnumerable<string> units, string separator, int limit)
    {
        var part = new StringBuilder();
        foreach (var unit in units.SelectMany(u => countTokens(u) <= limit ? [u] : Words(u, limit)))
        {
            if (part.Length > 0 && countTokens(part + separator + unit) > limit)
            {
                yield return part.ToString().Trim('\n', ' ');
                part.Clear();
            }

            if (part.Length > 0) part.Append(separator);
            part.Append(unit);
        }

        if (part.ToString().Trim().Length > 0) yield return part.ToString().Trim('\n', ' ');
    }

    private static IEnumerable<string> Sentences(string text)
    {
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var ends = text[i] == '\n' || (SentenceEnds.Contains(text[i]) && (i + 1 == text.Length || char.IsWhiteSpace(text[i + 1]) || text[i] > 0x7F));
            if (!ends) continue;
            var end = i + 1;
            while (end < text.Length && text[end] == ' ') end++;
            yield return text[start..end];
            start = end;
            i = end - 1;
        }

        if (start < text.Length) yield return text[start..];
    }

    // The last resort: a line without any end of a sentence. Doubling keeps the number of counts small.
    private IEnumerable<string> Words(string text, int limit)
    {
        var start = 0;
        while (start < text.Length)
        {
            var length = Fitting(text.AsSpan(start), limit);
            yield return text.Substring(start, length);
            start += length;
        }
    }

    private int Fitting(ReadOnlySpan<char> text, int limit)
    {
        var (fits, tooLong) = (1, text.Length + 1);
        while (tooLong - fits > 1)
        {
            var middle = tooLong == text.Length + 1 ? Math.Min(Math.Max(fits * 2, limit), text.Length) : (fits + tooLong) / 2;
            if (middle == fits) break;
            if (countTokens(text[..middle].ToString()) <= limit) fits = middle;
            else tooLong = middle;
        }

        if (fits == text.Length) return fits;
        if (text[..fits].LastIndexOf(' ') is > 0 and var space) return space + 1;
        return fits > 1 && char.IsHighSurrogate(text[fits - 1]) ? fits - 1 : char.IsHighSurrogate(text[fits - 1]) ? Math.Min(2, text.Length) : fits;
    }
}
