using System.Text.RegularExpressions;
using OptPolicy.Kernels.Tokenization.Text;

namespace OptPolicy.Kernels.Tokenization.PreTokenization;

/// <summary>Finds delimiters in a piece.</summary>
internal abstract class SplitPattern
{
    /// <summary>Covers <paramref name="text"/> with spans in order, each a match or the text between two.</summary>
    public abstract void Cover(ReadOnlySpan<char> text, List<(int Start, int End, bool IsMatch)> spans);

    protected static void Add(List<(int Start, int End, bool IsMatch)> spans, ref int covered, int start, int end)
    {
        if (start > covered)
            spans.Add((covered, start, false));
        if (end > start)
            spans.Add((start, end, true));
        covered = end;
    }

    protected static void Close(List<(int Start, int End, bool IsMatch)> spans, int covered, int length)
    {
        if (length > covered)
            spans.Add((covered, length, false));
    }
}

/// <summary>Every character of a class is a match by itself.</summary>
internal sealed class ClassPattern(Func<int, bool> isMatch) : SplitPattern
{
    public override void Cover(ReadOnlySpan<char> text, List<(int Start, int End, bool IsMatch)> spans)
    {
        var covered = 0;
        for (var at = 0; at < text.Length;)
        {
            var codePoint = CodePoints.At(text, at);
            var next = at + CodePoints.Width(codePoint);
            if (isMatch(codePoint))
                Add(spans, ref covered, at, next);
            at = next;
        }

        Close(spans, covered, text.Length);
    }
}

/// <summary><c>\w+|[^\w\s]+</c>: runs of word characters and runs of symbols.</summary>
internal sealed class WordPattern : SplitPattern
{
    public override void Cover(ReadOnlySpan<char> text, List<(int Start, int End, bool IsMatch)> spans)
    {
        var covered = 0;
        for (var at = 0; at < text.Length;)
        {
            var codePoint = CodePoints.At(text, at);
            var start = at;
            at += CodePoints.Width(codePoint);
            var kind = KindOf(codePoint);
            if (kind == 0)
                continue;
            while (at < text.Length && KindOf(codePoint = CodePoints.At(text, at)) == kind)
                at += CodePoints.Width(codePoint);
            Add(spans, ref covered, start, at);
        }

        Close(spans, covered, text.Length);
    }

    private static int KindOf(int codePoint) => CodePoints.IsWord(codePoint) ? 1 : CodePoints.IsWhiteSpace(codePoint) ? 0 : 2;
}

internal sealed class LiteralPattern(string literal) : SplitPattern
{
    public override void Cover(ReadOnlySpan<char> text, List<(int Start, int End, bool IsMatch)> spans)
    {
        var covered = 0;
        for (int at; literal.Length > 0 && (at = text[covered..].IndexOf(literal, StringComparison.Ordinal)) >= 0;)
            Add(spans, ref covered, covered + at, covered + at + literal.Length);
        Close(spans, covered, text.Length);
    }
}

/// <summary>Matches of a regular expression over code points.</summary>
internal sealed class RegexPattern(Regex regex) : SplitPattern
{
    public override void Cover(ReadOnlySpan<char> text, List<(int Start, int End, bool IsMatch)> spans)
    {
        if (text.ContainsAnyInRange('\uD800', '\uDFFF'))
        {
            CoverAstral(text, spans);
            return;
        }

        var covered = 0;
        foreach (var match in regex.EnumerateMatches(text))
            Add(spans, ref covered, match.Index, match.Index + match.Length);
        Close(spans, covered, text.Length);
    }

    /// <summary>.NET matches UTF-16 units, so characters beyond the BMP are matched through stand-ins of their category.</summary>
    private void CoverAstral(ReadOnlySpan<char> text, List<(int Start, int End, bool IsMatch)> spans)
    {
        var standIns = new char[text.Length];
        var starts = new int[text.Length + 1];
        var count = 0;
        for (var at = 0; at < text.Length; count++)
        {
            var codePoint = CodePoints.At(text, at);
            starts[count] = at;
            standIns[count] = codePoint < 0x10000 ? (char)codePoint : AstralStandIn.For(codePoint);
            at += CodePoints.Width(codePoint);
        }

        starts[count] = text.Length;
        var covered = 0;
        foreach (var match in regex.EnumerateMatches(standIns.AsSpan(0, count)))
            Add(spans, ref covered, starts[match.Index], starts[match.Index + match.Length]);
        Close(spans, covered, text.Length);
    }
}
