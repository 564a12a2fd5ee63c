using OptPolicy.Language.Syntax;
using OptPolicy.Language.Text;

namespace OptPolicy.Language.Parsing;

/// <summary>Finds the documentation comments directly above a statement. Statements are asked about in text order.</summary>
internal sealed class Documentation(PolicyText text, List<Comment> comments)
{
    private int _next;

    public string? Above(int statementStart)
    {
        while (_next < comments.Count && comments[_next].Span.End <= statementStart)
            _next++;
        var first = _next;
        var below = statementStart;
        while (first > 0 && comments[first - 1] is { IsDocumentation: true, OwnLine: true } comment && IsLineAbove(comment.Span.End, below))
        {
            below = comment.Span.Start;
            first--;
        }

        if (first == _next)
            return null;
        var lines = new string[_next - first];
        for (var i = 0; i < lines.Length; i++)
        {
            var line = text.Content.AsSpan(comments[first + i].Span.Start + 3, comments[first + i].Span.Length - 3).TrimEnd();
            lines[i] = (line.StartsWith(" ") ? line[1..] : line).ToString();
        }

        return string.Join('\n', lines);
    }

    private bool IsLineAbove(int commentEnd, int below)
    {
        // Backwards from below, so that a comment far above costs nothing.
        var lineEnds = 0;
        for (var i = below - 1; i >= commentEnd; i--)
        {
            var c = text.Content[i];
            if (!char.IsWhiteSpace(c))
                return false;
            if (c == '\n' || (c == '\r' && text.Content[i + 1] != '\n'))
                lineEnds++;
            if (lineEnds > 1)
                return false;
        }

        return lineEnds == 1;
    }
}
