using OptPolicy.Language.Syntax;
using Pidgin;

namespace OptPolicy.Language.Parsing.Combinators;

/// <summary>Fails at the current token with what was expected in its place.</summary>
internal static class Failure
{
    public static bool At(ref ParseState<Token> state, ref PooledList<Expected<Token>> expecteds, params ReadOnlySpan<string> labels)
    {
        state.SetError(state.HasCurrent ? Maybe.Just(state.Current) : Maybe.Nothing<Token>(), !state.HasCurrent, state.Location, null);
        foreach (var label in labels)
            expecteds.Add(new Expected<Token>(label));
        return false;
    }
}
