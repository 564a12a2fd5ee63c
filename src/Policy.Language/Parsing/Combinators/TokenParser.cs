using OptPolicy.Language.Syntax;
using Pidgin;

namespace OptPolicy.Language.Parsing.Combinators;

/// <summary>One token of a kind, and of a text where one is given. A single virtual call where Pidgin's own combinators take three: this is the grammar's inner loop.</summary>
internal sealed class TokenParser(TokenKind kind, string label, string? text = null, string? except = null) : Parser<Token, Token>
{
    public override bool TryParse(ref ParseState<Token> state, ref PooledList<Expected<Token>> expecteds, out Token result)
    {
        if (state.HasCurrent && Matches(state.Current))
        {
            result = state.Current;
            state.Advance();
            return true;
        }

        result = default;
        return Failure.At(ref state, ref expecteds, label);
    }

    public bool Matches(Token token) =>
        token.Kind == kind && (text is null || string.Equals(token.Text, text, StringComparison.Ordinal)) && !string.Equals(token.Text, except, StringComparison.Ordinal);
}
