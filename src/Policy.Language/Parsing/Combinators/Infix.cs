using OptPolicy.Language.Syntax;
using OptPolicy.Language.Text;
using Pidgin;

namespace OptPolicy.Language.Parsing.Combinators;

/// <summary>Operands joined by one level of operators, from the left; where the operator does not chain, at most one.</summary>
internal sealed class Infix(Parser<Token, Expression> operand, Func<string, bool> isOperator, bool chains) : Parser<Token, Expression>
{
    public override bool TryParse(ref ParseState<Token> state, ref PooledList<Expected<Token>> expecteds, out Expression result)
    {
        if (!operand.TryParse(ref state, ref expecteds, out result!))
            return false;
        while (state.HasCurrent && state.Current is { Kind: TokenKind.Operator } op && isOperator(op.Text))
        {
            state.Advance();
            if (!operand.TryParse(ref state, ref expecteds, out var right))
                return false;
            result = new BinaryExpression(op, result, right, TextSpan.Cover(result.Span, right.Span));
            if (!chains)
                break;
        }

        return true;
    }
}
