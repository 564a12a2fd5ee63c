using OptPolicy.Language.Syntax;
using Pidgin;

namespace OptPolicy.Language.Parsing.Combinators;

/// <summary>What may follow a token: parsed if that token is next, otherwise <c>default</c>.</summary>
internal sealed class Following<T>(TokenParser token, Parser<Token, T> parser) : Parser<Token, T?>
{
    public override bool TryParse(ref ParseState<Token> state, ref PooledList<Expected<Token>> expecteds, out T? result)
    {
        result = default;
        if (!state.HasCurrent || !token.Matches(state.Current))
            return true;
        state.Advance();
        return parser.TryParse(ref state, ref expecteds, out result!);
    }
}
