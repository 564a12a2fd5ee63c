using System.Collections.Immutable;
using OptPolicy.Language.Syntax;
using OptPolicy.Language.Text;

namespace OptPolicy.Language.Suppressions;

/// <summary>Finds the suppressions among a file's comments.</summary>
internal static class SuppressionReader
{
    private const string Opening = "optpolicy disable";

    public static ImmutableArray<Suppression> Read(SyntaxTree tree) =>
        tree.Comments.IsEmpty ? [] : [.. tree.Comments.Select(c => Read(tree, c)).OfType<Suppression>()];

    private static Suppression? Read(SyntaxTree tree, Comment comment)
    {
        if (comment.IsDocumentation)
        {
            return null;
        }

        var text = tree.Text.Slice(comment.Span);
        var start = text.AsSpan().IndexOfAnyExcept('/', ' ', '\t');
        if (start < 0 || !text.AsSpan(start).StartsWith(Opening, StringComparison.Ordinal) || IsWordAt(text, start + Opening.Length))
        {
            return null;
        }

        start += Opening.Length;
        var colon = text.IndexOf(':', start);
        var reason = colon < 0 ? null : text[(colon + 1)..].Trim();
        var codes = Codes(text, start, colon < 0 ? text.Length : colon, comment.Span.Start);
        return new Suppression(comment, codes, string.IsNullOrEmpty(reason) ? null : reason, ScopeOf(tree, comment));
    }

    private static bool IsWordAt(string text, int index) => index < text.Length && char.IsLetterOrDigit(text[index]);

    private static ImmutableArray<SuppressedCode> Codes(string text, int start, int end, int offset)
    {
        var codes = ImmutableArray.CreateBuilder<SuppressedCode>();
        for (var i = start; i < end;)
        {
            if (!char.IsLetterOrDigit(text[i]))
            {
                i++;
                continue;
            }

            var first = i;
            while (i < end && char.IsLetterOrDigit(text[i]))
            {
                i++;
            }

            codes.Add(new SuppressedCode(text[first..i], new TextSpan(offset + first, i - first)));
        }

        return codes.ToImmutable();
    }

    private static TextSpan ScopeOf(SyntaxTree tree, Comment comment)
    {
        if (!comment.OwnLine)
        {
            var line = tree.Text.PositionAt(comment.Span.Start).Line;
            var start = tree.Text.OffsetAt(new LinePosition(line, 1));
            return TextSpan.FromBounds(start, comment.Span.Start);
        }

        return StatementSearch.After(tree.Statements, comment.Span.End)?.Span ?? default;
    }
}
