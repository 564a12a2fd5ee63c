using System.Text;
using OptPolicy.Kernels.Constraints;

namespace OptPolicy.Kernels.Tests.Constraints;

/// <summary>Writes answers under a constraint the way a model without any training would: at random.</summary>
internal static class ConstraintWalk
{
    private static readonly string[] Closers = ["}", "]", "\"", ",", ":", "0", "n"];

    /// <summary>Random tokens for <paramref name="wild"/> steps, then whatever closes the answer soonest.</summary>
    public static string Write(TokenGrammar grammar, PieceTokenizer tokenizer, int seed, int wild = 40, int limit = 4000, bool takesForced = false)
    {
        var random = new Random(seed);
        var constraint = grammar.Start();
        var allowed = new TokenSet(tokenizer.VocabularySize);
        var forced = new int[16];
        var tokens = new List<int>();
        while (tokens.Count < limit)
        {
            if (takesForced && constraint.Forced(forced) is var count and > 0)
            {
                foreach (var token in forced.AsSpan(0, count))
                    constraint.Advance(token);
                tokens.AddRange(forced[..count]);
                continue;
            }

            constraint.Fill(allowed);
            Assert.Equal(constraint.IsComplete, allowed.Contains(tokenizer.End));
            var choices = Enumerable.Range(0, tokenizer.VocabularySize).Where(allowed.Contains).ToArray();
            Assert.True(choices.Length > 0, $"Stuck after {tokenizer.Decode([.. tokens])}");
            var next = tokens.Count < wild ? choices[random.Next(choices.Length)] : Closing(choices, tokenizer, random);
            if (next == tokenizer.End)
                return tokenizer.Decode([.. tokens]);
            constraint.Advance(next);
            tokens.Add(next);
        }

        throw new InvalidOperationException($"No end within {limit} tokens: {tokenizer.Decode([.. tokens])}");
    }

    /// <summary>Whether the grammar allows <paramref name="text"/> as a whole, one byte at a time.</summary>
    public static bool Accepts(Grammar grammar, string text)
    {
        var state = new GrammarMachine(grammar).Start;
        foreach (var value in Encoding.UTF8.GetBytes(text))
            state = state.Next(value);
        return state.IsAccepting;
    }

    private static int Closing(int[] choices, PieceTokenizer tokenizer, Random random)
    {
        if (choices.Contains(tokenizer.End))
            return tokenizer.End;
        var isInText = choices.Contains('x') && choices.Contains('~');
        foreach (var closer in isInText ? ["\""] : Closers)
        {
            if (choices.Contains(closer[0]))
                return closer[0];
        }

        var single = Array.FindAll(choices, static token => token < 256);
        return single.Length > 0 ? single[random.Next(single.Length)] : choices[random.Next(choices.Length)];
    }
}
