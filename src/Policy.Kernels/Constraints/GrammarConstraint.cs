namespace OptPolicy.Kernels.Constraints;

/// <summary>Walks one answer through a grammar.</summary>
/// <remarks>
/// Where the grammar leaves one continuation only, the answer is spelled as the tokenizer would spell it: <see cref="Fill"/> then allows that token alone,
/// although shorter tokens would write the same bytes. So an answer is the same whether or not its generation uses <see cref="Forced"/>.
/// </remarks>
internal sealed class GrammarConstraint(TokenGrammar grammar) : ITokenConstraint
{
    private GrammarState _state = grammar.StartState;
    private int[] _forced = grammar.Forced(grammar.StartState);
    private int _taken;
    private bool _hasEnded;

    public bool IsComplete => _state.IsAccepting;

    public void Fill(TokenSet allowed)
    {
        ArgumentNullException.ThrowIfNull(allowed);
        allowed.Clear();
        if (_taken < _forced.Length)
        {
            allowed.Add(_forced[_taken]);
            return;
        }

        if (!_hasEnded)
        {
            var mask = grammar.Mask(_state);
            mask[..Math.Min(mask.Length, allowed.Words.Length)].CopyTo(allowed.Words);
        }

        if (IsComplete)
        {
            foreach (var end in grammar.Vocabulary.EndTokens)
                allowed.Add(end);
        }
    }

    public void Advance(int token)
    {
        if (_taken < _forced.Length)
        {
            if (token != _forced[_taken])
                throw Refused(token);
            _taken++;
        }
        else if (IsComplete && grammar.Vocabulary.EndTokens.Contains(token))
        {
            _hasEnded = true;
            return;
        }

        var bytes = grammar.Vocabulary.Tokenizer.BytesOf(token);
        var state = _state;
        foreach (var value in bytes)
            state = state.Next(value);
        if (_hasEnded || bytes.IsEmpty || state.IsDead)
            throw Refused(token);

        _state = state;
        if (_taken == _forced.Length)
            (_forced, _taken) = (grammar.Forced(_state), 0);
    }

    public int Forced(Span<int> tokens)
    {
        var count = Math.Min(tokens.Length, _forced.Length - _taken);
        _forced.AsSpan(_taken, count).CopyTo(tokens);
        return count;
    }

    private static ArgumentException Refused(int token) => new($"Token {token} was not allowed here.", nameof(token));
}
