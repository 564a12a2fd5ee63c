using OptPolicy.Language.Syntax;
using OptPolicy.Language.Text;
using OptPolicy.LanguageServer.Protocol;

namespace OptPolicy.LanguageServer.Outline;

/// <summary>Blocks fold from their brace; runs of comment lines fold as one.</summary>
internal static class FoldingRanges
{
    public static FoldingRange[] Of(SyntaxTree tree)
    {
        var ranges = new List<FoldingRange>();
        AddBlocks(tree.Text, tree.Statements, ranges);
        AddComments(tree.Text, ranges);
        return [.. ranges.OrderBy(static r => r.StartLine)];
    }

    private static void AddBlocks(PolicyText text, IEnumerable<Statement> statements, List<FoldingRange> ranges)
    {
        foreach (var clause in statements.OfType<Clause>())
        {
            if (clause.Body is not { } body)
            {
                continue;
            }

            // The closing brace stays visible.
            var start = text.PositionAt(body.Span.Start).Line - 1;
            var end = text.PositionAt(body.Span.End).Line - 2;
            if (end > start)
            {
                ranges.Add(new FoldingRange(start, end, null));
            }

            AddBlocks(text, body.Statements, ranges);
        }
    }

    private static void AddComments(PolicyText text, List<FoldingRange> ranges)
    {
        var first = -1;
        var lines = text.Content.Split('\n');
        for (var line = 0; line <= lines.Length; line++)
        {
            if (line < lines.Length && lines[line].AsSpan().TrimStart().StartsWith("//"))
            {
                first = first < 0 ? line : first;
                continue;
            }

            if (first >= 0 && line - 1 > first)
            {
                ranges.Add(new FoldingRange(first, line - 1, "comment"));
            }

            first = -1;
        }
    }
}
