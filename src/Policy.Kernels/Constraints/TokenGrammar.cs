using System.Text;
using OptPolicy.Kernels.Tokenization;

namespace OptPolicy.Kernels.Constraints;

/// <summary>
/// A grammar over the tokens of one vocabulary. Masks are computed once per state of the grammar and shared by all generations, so keep it as long as the grammar is used. Thread-safe.
/// </summary>
public sealed class TokenGrammar
{
    private const int MaskBytesMax = 32 << 20;
    private const int ForcedBytesMax = 512;

    private readonly GrammarMachine _machine;
    private int _masks;

    /// <summary>Joins a grammar and a vocabulary.</summary>
    /// <param name="grammar">What answers must look like.</param>
    /// <param name="vocabulary">The model's tokens.</param>
    /// <exception cref="GrammarException">No text fits the grammar, or the tokens cannot write every text that does.</exception>
    public TokenGrammar(Grammar grammar, TokenVocabulary vocabulary)
    {
        ArgumentNullException.ThrowIfNull(grammar);
        ArgumentNullException.ThrowIfNull(vocabulary);
        if (!grammar.IsPossible)
            throw new GrammarException($"No answer can fit this grammar within {grammar.MaxDepth} levels of nesting: its requirements contradict each other or never end.");
        if (vocabulary.Missing.Count > 0)
            throw new GrammarException($"The tokenizer cannot write '{(char)vocabulary.Missing[0]}' alone, so a constrained answer could get stuck. Constrain a model whose vocabulary has every printable ASCII character.");

        Grammar = grammar;
        Vocabulary = vocabulary;
        _machine = new GrammarMachine(grammar);
    }

    /// <summary>What answers must look like.</summary>
    public Grammar Grammar { get; }

    /// <summary>The model's tokens.</summary>
    public TokenVocabulary Vocabulary { get; }

    internal GrammarState StartState => _machine.Start;

    private int Words => (Vocabulary.Tokenizer.VocabularySize + 63) / 64;

    /// <summary>A constraint for one generation.</summary>
    public ITokenConstraint Start() => new GrammarConstraint(this);

    internal ReadOnlySpan<ulong> Mask(GrammarState state)
    {
        if (state.Mask is { } known)
            return known;

        var canonical = _machine.WithinReach(state, Vocabulary.LongestToken);
        if (canonical.Mask is not { } mask)
        {
            mask = new ulong[Words];
            Vocabulary.Mark(canonical, mask);
            if (Interlocked.Increment(ref _masks) > Math.Max(16, MaskBytesMax / (8 * Words)))
            {
                _machine.Forget();
                Interlocked.Exchange(ref _masks, 1);
            }

            canonical.Mask = mask;
        }

        state.Mask = mask;
        return mask;
    }

    /// <summary>The tokens of the text that must follow <paramref name="state"/>, spelled as the tokenizer would; those that a following choice could change are left out.</summary>
    internal int[] Forced(GrammarState state)
    {
        state.Forced ??= FindForced(state);
        return state.Forced.Tokens;
    }

    private ForcedTokens FindForced(GrammarState state)
    {
        var text = new List<byte>();
        for (int value; text.Count < ForcedBytesMax && (value = state.OnlyByte()) >= 0;)
        {
            text.Add((byte)value);
            state = state.Next((byte)value);
        }

        var bytes = text.ToArray();
        if (bytes.Length == 0 || !System.Text.Unicode.Utf8.IsValid(bytes))
            return ForcedTokens.None;

        var tokens = Spell(bytes, before: "") ?? Spell(bytes, before: "\n") ?? [];
        var kept = tokens.Length;
        for (var (i, start) = (tokens.Length - 1, bytes.Length); i >= 0; i--)
        {
            start -= Vocabulary.Tokenizer.BytesOf(tokens[i]).Length;
            if (bytes.Length - start > Vocabulary.LongestToken)
                break;
            if (Vocabulary.HasLonger(bytes.AsSpan(start), state))
                kept = i;
        }

        return kept == 0 ? ForcedTokens.None : new(tokens[..kept]);
    }

    // Some tokenizers put a space before a text; a line break before it takes that space.
    private int[]? Spell(byte[] bytes, string before)
    {
        var tokens = Vocabulary.Tokenizer.Encode(before + Encoding.UTF8.GetString(bytes));
        var end = bytes.Length;
        for (var i = tokens.Length - 1; i >= 0; i--)
        {
            var token = Vocabulary.Tokenizer.BytesOf(tokens[i]);
            if (token.IsEmpty || token.Length > end || !bytes.AsSpan(end - token.Length, token.Length).SequenceEqual(token))
                return null;
            end -= token.Length;
            if (end == 0)
                return i == 0 || before.Length > 0 ? tokens[i..] : null;
        }

        return null;
    }
}
