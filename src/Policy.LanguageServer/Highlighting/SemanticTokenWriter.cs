using OptPolicy.Language.Schema;
using OptPolicy.Language.Syntax;
using OptPolicy.Language.Text;
using OptPolicy.LanguageServer.Protocol;

namespace OptPolicy.LanguageServer.Highlighting;

/// <summary>Colours by meaning: a keyword that is used as a name, a fact, a declaration and a word look different.</summary>
internal static class SemanticTokenWriter
{
    public static SemanticTokens Of(SyntaxTree tree)
    {
        var data = new List<int>(tree.Tokens.Length * 5);
        var last = new LinePosition(1, 1);
        foreach (var (span, type, modifiers) in Classify(tree).OrderBy(static t => t.Span.Start))
        {
            var start = tree.Text.PositionAt(span.Start);
            var sameLine = start.Line == last.Line;
            data.AddRange([start.Line - last.Line, sameLine ? start.Column - last.Column : start.Column - 1, span.Length, type, modifiers]);
            last = start;
        }

        return new SemanticTokens([.. data]);
    }

    private static IEnumerable<(TextSpan Span, int Type, int Modifiers)> Classify(SyntaxTree tree)
    {
        foreach (var comment in tree.Comments)
        {
            yield return (comment.Span, SemanticTokenLegend.Comment, comment.IsDocumentation ? SemanticTokenLegend.Documentation : 0);
        }

        for (var i = 0; i < tree.Tokens.Length; i++)
        {
            var token = tree.Tokens[i];

            // A token of several lines (an unterminated string) has no single-line length that the protocol could carry.
            if (TypeOf(tree, i) is var (type, modifiers) && type >= 0 && !token.Text.Contains('\n'))
            {
                yield return (token.Span, type, modifiers);
            }
        }
    }

    private static (int Type, int Modifiers) TypeOf(SyntaxTree tree, int index) => tree.Tokens[index].Kind switch
    {
        TokenKind.Keyword => (SemanticTokenLegend.Keyword, 0),
        TokenKind.String => (SemanticTokenLegend.Text, 0),
        TokenKind.Number or TokenKind.Quantity or TokenKind.Money or TokenKind.Percent => (SemanticTokenLegend.Number, 0),
        TokenKind.Operator => (SemanticTokenLegend.Operator, 0),
        TokenKind.Word => OfWord(tree, index),
        _ => (-1, 0),
    };

    private static (int Type, int Modifiers) OfWord(SyntaxTree tree, int index)
    {
        var tokens = tree.Tokens;
        var (first, last) = (index, index);
        while (first >= 2 && tokens[first - 1].Kind == TokenKind.Dot)
        {
            first -= 2;
        }

        while (last + 2 < tokens.Length && tokens[last + 1].Kind == TokenKind.Dot)
        {
            last += 2;
        }

        var next = last + 1 < tokens.Length ? tokens[last + 1].Kind : TokenKind.End;
        if (next == TokenKind.Colon)
        {
            return (SemanticTokenLegend.Property, 0);
        }

        if (next == TokenKind.OpenParen)
        {
            return (SemanticTokenLegend.Function, 0);
        }

        if (first > 0 && tokens[first - 1] is { Kind: TokenKind.Keyword } keyword)
        {
            if (keyword.Text is "model" or "policy" or "rule" or "cascade" or "embedder" or "verifier" or "intents" or "intent" or "compress")
            {
                return (SemanticTokenLegend.Class, SemanticTokenLegend.Declaration);
            }

            if (keyword.Text is "use" or "try" or "to" or "extends" or "given" or "otherwise")
            {
                return (SemanticTokenLegend.Class, 0);
            }
        }

        var path = string.Concat(tokens.Skip(first).Take(last - first + 1).Select(static t => t.Text));
        return (FactTable.Find(path) is null ? SemanticTokenLegend.EnumMember : SemanticTokenLegend.Variable, 0);
    }
}
