using System.Collections.Immutable;
using OptPolicy.Language.Syntax;
using OptPolicy.Language.Text;
using Pidgin;

namespace OptPolicy.Language.Parsing.Combinators;

/// <summary>Elements for as long as the next token starts one, each with a separator after it that may be missing, or must be there between two.</summary>
internal sealed class Repeated<T>(Parser<Token, T> element, Func<Token, bool> starts, TokenParser? separator = null, bool separatorRequired = false)
    : Parser<Token, EquatableArray<T>>
{
    public override bool TryParse(ref ParseState<Token> state, ref PooledList<Expected<Token>> expecteds, out EquatableArray<T> result)
    {
        result = default;
        if (!state.HasCurrent || !starts(state.Current))
            return true;
        if (!element.TryParse(ref state, ref expecteds, out var first))
            return false;

        // Most have one element; a builder is made for the second.
        ImmutableArray<T>.Builder? builder = null;
        while (Goes(ref state))
        {
            if (!element.TryParse(ref state, ref expecteds, out var next))
                return false;
            if (builder is null)
            {
                builder = ImmutableArray.CreateBuilder<T>(4);
                builder.Add(first);
            }

            builder.Add(next);
        }

        result = new EquatableArray<T>(builder is null ? [first] : builder.DrainToImmutable());
        return true;
    }

    private bool Goes(ref ParseState<Token> state)
    {
        var separated = separator is not null && state.HasCurrent && separator.Matches(state.Current);
        if (separated)
            state.Advance();
        return (separated || !separatorRequired) && state.HasCurrent && starts(state.Current);
    }
}
