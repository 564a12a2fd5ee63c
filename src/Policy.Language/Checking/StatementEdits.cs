using System.Collections.Immutable;
using OptPolicy.Language.Binding;
using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Text;

namespace OptPolicy.Language.Checking;

/// <summary>Edits of whole statements, which stand on lines of their own.</summary>
internal static class StatementEdits
{
    /// <summary>Removes a statement with its lines and the documentation above it.</summary>
    public static TextEdit Remove(BoundStatement statement) => Remove(statement.Text, statement.Syntax.Span);

    public static TextEdit Remove(PolicyText text, TextSpan span)
    {
        var start = LineStart(text, span.Start);
        var end = LineEnd(text, span.End);
        if (!IsBlank(text, start, span.Start) || !IsBlankOrComment(text, span.End, end))
        {
            return new TextEdit(text.Path, span, string.Empty);
        }

        while (start > 0 && LineStart(text, start - 1) is var above && text.Content.AsSpan(above, start - above).TrimStart().StartsWith("///"))
        {
            start = above;
        }

        return new TextEdit(text.Path, TextSpan.FromBounds(start, end), string.Empty);
    }

    /// <summary>Puts a line at the end of a statement's block, indented like the block's other statements.</summary>
    public static TextEdit? Append(BoundStatement statement, string line)
    {
        if (statement.Syntax.Body is not { } body)
        {
            return null;
        }

        var text = statement.Text;
        var brace = body.Span.End - 1;
        var closing = LineStart(text, brace);
        if (!IsBlank(text, closing, brace))
        {
            return new TextEdit(text.Path, new TextSpan(brace, 0), $"\n{Indentation(text, statement.Syntax.Span.Start)}  {line}\n");
        }

        return new TextEdit(text.Path, new TextSpan(closing, 0), $"{Indentation(text, statement.Syntax.Span.Start)}  {line}\n");
    }

    /// <summary>Rewrites statements in another order, each into the place of another.</summary>
    public static ImmutableArray<TextEdit> Reorder(IReadOnlyList<BoundStatement> places, IReadOnlyList<BoundStatement> order)
    {
        var edits = ImmutableArray.CreateBuilder<TextEdit>();
        for (var i = 0; i < places.Count; i++)
        {
            if (places[i] != order[i])
            {
                edits.Add(new TextEdit(places[i].Text.Path, places[i].Syntax.Span, order[i].Text.Slice(order[i].Syntax.Span)));
            }
        }

        return edits.ToImmutable();
    }

    public static string Indentation(PolicyText text, int offset)
    {
        var start = LineStart(text, offset);
        var end = start;
        while (end < offset && text.Content[end] is ' ' or '\t')
        {
            end++;
        }

        return text.Content[start..end];
    }

    public static int LineStart(PolicyText text, int offset) => offset == 0 ? 0 : text.Content.LastIndexOf('\n', offset - 1) + 1;

    private static int LineEnd(PolicyText text, int offset)
    {
        var newLine = text.Content.IndexOf('\n', offset);
        return newLine < 0 ? text.Content.Length : newLine + 1;
    }

    private static bool IsBlank(PolicyText text, int start, int end) => text.Content.AsSpan(start, end - start).IsWhiteSpace();

    private static bool IsBlankOrComment(PolicyText text, int start, int end)
    {
        var rest = text.Content.AsSpan(start, end - start).Trim();
        return rest.IsEmpty || rest.StartsWith("//");
    }
}
