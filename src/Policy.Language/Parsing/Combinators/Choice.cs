using OptPolicy.Language.Syntax;
using Pidgin;

namespace OptPolicy.Language.Parsing.Combinators;

/// <summary>Chooses by the next token alone, so that nothing is tried in vain. <paramref name="choose"/> returns null where nothing fits.</summary>
internal sealed class Choice<T>(Func<Token, Parser<Token, T>?> choose, params string[] labels) : Parser<Token, T>
{
    public override bool TryParse(ref ParseState<Token> state, ref PooledList<Expected<Token>> expecteds, out T result)
    {
        if (state.HasCurrent && choose(state.Current) is { } chosen)
            return chosen.TryParse(ref state, ref expecteds, out result!);
        result = default!;
        return Failure.At(ref state, ref expecteds, labels);
    }
}
