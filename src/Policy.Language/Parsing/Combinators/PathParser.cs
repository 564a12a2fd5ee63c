using OptPolicy.Language.Syntax;
using OptPolicy.Language.Text;
using Pidgin;

namespace OptPolicy.Language.Parsing.Combinators;

/// <summary>A dotted name. Most have no dot, and then the token's own text is the path.</summary>
internal sealed class PathParser(TokenParser word, TokenParser dot) : Parser<Token, PathExpression>
{
    public override bool TryParse(ref ParseState<Token> state, ref PooledList<Expected<Token>> expecteds, out PathExpression result)
    {
        result = null!;
        if (!word.TryParse(ref state, ref expecteds, out var first))
            return false;
        var path = first.Text;
        var last = first;
        while (state.HasCurrent && dot.Matches(state.Current))
        {
            state.Advance();
            if (!word.TryParse(ref state, ref expecteds, out last))
                return false;
            path = string.Concat(path, ".", last.Text);
        }

        result = new PathExpression(path, TextSpan.Cover(first.Span, last.Span));
        return true;
    }
}
