using OptPolicy.Language.Syntax;
using OptPolicy.Language.Text;
using Pidgin;

namespace OptPolicy.Language.Parsing.Combinators;

/// <summary>An operand, or <c>not</c> and an operand.</summary>
internal sealed class Negation(Parser<Token, Expression> operand) : Parser<Token, Expression>
{
    public static bool IsNot(Token token) => token is { Kind: TokenKind.Operator, Text: "not" };

    public override bool TryParse(ref ParseState<Token> state, ref PooledList<Expected<Token>> expecteds, out Expression result)
    {
        if (!state.HasCurrent || !IsNot(state.Current))
            return operand.TryParse(ref state, ref expecteds, out result!);
        var not = state.Current;
        state.Advance();
        if (!operand.TryParse(ref state, ref expecteds, out result!))
            return false;
        result = new NotExpression(result, TextSpan.Cover(not.Span, result.Span));
        return true;
    }
}
