using System.Text;
using System.Text.Json;
using OptPolicy.Kernels.Constraints;

namespace OptPolicy.Kernels.Tests.Constraints;

public sealed class TokenGrammarTests
{
    private static readonly PieceTokenizer Tokenizer = PieceTokenizer.Json;
    private static readonly TokenVocabulary Vocabulary = new(Tokenizer, [Tokenizer.End]);

    [Fact]
    public void AMaskHoldsExactlyTheTokensWhoseBytesCanFollow()
    {
        var grammar = new TokenGrammar(JsonGrammar.FromSchema(JsonElement.Parse("""{"type":"array","items":{"type":["string","number"],"maxLength":5}}""")), Vocabulary);
        var allowed = new TokenSet(Tokenizer.VocabularySize);
        var random = new Random(11);
        for (var walk = 0; walk < 20; walk++)
        {
            var constraint = grammar.Start();
            var state = grammar.StartState;
            for (var step = 0; step < 30; step++)
            {
                constraint.Fill(allowed);
                var expected = Enumerable.Range(0, Tokenizer.End).Where(token => !Follow(state, token).IsDead).ToArray();
                if (allowed.Count > 1)
                    Assert.Equal(expected, Enumerable.Range(0, Tokenizer.End).Where(allowed.Contains));
                var choices = Enumerable.Range(0, Tokenizer.End).Where(allowed.Contains).ToArray();
                if (choices.Length == 0)
                    break;
                var next = choices[random.Next(choices.Length)];
                constraint.Advance(next);
                state = Follow(state, next);
            }
        }
    }

    [Fact]
    public void TokensBeyondTheTokenizersAreNeverAllowed()
    {
        var padded = new TokenSet(Tokenizer.VocabularySize + 200);
        padded.Words.Fill(ulong.MaxValue);

        new TokenGrammar(JsonGrammar.AnyValue(), Vocabulary).Start().Fill(padded);

        Assert.DoesNotContain(Enumerable.Range(Tokenizer.VocabularySize, 200), padded.Contains);
    }

    [Fact]
    public void ATokenThatIsNotAllowedIsRefused()
    {
        var constraint = new TokenGrammar(JsonGrammar.AnyObject(), Vocabulary).Start();

        Assert.Throws<ArgumentException>(() => constraint.Advance('x'));
        Assert.Throws<ArgumentException>(() => constraint.Advance(Tokenizer.End));
    }

    [Fact]
    public void NothingFollowsTheEnd()
    {
        var constraint = new TokenGrammar(JsonGrammar.FromSchema(JsonElement.Parse("""{"type":"integer"}""")), Vocabulary).Start();
        constraint.Advance('7');
        constraint.Advance(Tokenizer.End);
        var allowed = new TokenSet(Tokenizer.VocabularySize);

        constraint.Fill(allowed);

        Assert.Equal([Tokenizer.End], Enumerable.Range(0, Tokenizer.VocabularySize).Where(allowed.Contains));
    }

    [Fact]
    public void GenerationsOfOneGrammarDoNotDisturbEachOther()
    {
        var grammar = new TokenGrammar(JsonGrammar.AnyValue(), Vocabulary);
        var alone = Enumerable.Range(0, 24).Select(seed => ConstraintWalk.Write(new(JsonGrammar.AnyValue(), Vocabulary), Tokenizer, seed)).ToArray();

        var together = new string[24];
        Parallel.For(0, 24, seed => together[seed] = ConstraintWalk.Write(grammar, Tokenizer, seed));

        Assert.Equal(alone, together);
    }

    [Fact]
    public void ForgettingStatesChangesNothing()
    {
        var machine = new GrammarMachine(JsonGrammar.AnyValue());
        var state = machine.Start;
        foreach (var value in Encoding.UTF8.GetBytes("""{"a":[1,{"b":"""))
        {
            state = state.Next(value);
            machine.Forget();
        }

        foreach (var value in "2}]}"u8)
            state = state.Next(value);

        Assert.True(state.IsAccepting);
    }

    private static GrammarState Follow(GrammarState state, int token)
    {
        foreach (var value in Tokenizer.BytesOf(token))
            state = state.Next(value);
        return state;
    }
}
