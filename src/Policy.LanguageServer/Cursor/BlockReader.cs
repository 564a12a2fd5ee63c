using System.Collections.Immutable;
using OptPolicy.Language.Schema;
using OptPolicy.Language.Syntax;

namespace OptPolicy.LanguageServer.Cursor;

/// <summary>Follows the tokens of a file and knows which block and which statement they have led into.</summary>
internal sealed class BlockReader(ImmutableArray<Token> tokens)
{
    private readonly Stack<StatementSchema?> _blocks = new();
    private readonly List<Token> _statement = [];
    private ImmutableArray<Token> _before = [];
    private int _brackets;
    private bool _atLineStart = true;

    public StatementSchema? Parent => _blocks.TryPeek(out var parent) ? parent : null;

    /// <summary>The tokens of the statement that goes on; empty after a line end that may end it.</summary>
    public ImmutableArray<Token> Statement => EndsAtLineEnd ? [] : [.. _statement];

    /// <summary>The statement above in the same block.</summary>
    public ImmutableArray<Token> Before => EndsAtLineEnd ? [.. _statement] : _before;

    private bool EndsAtLineEnd => _atLineStart && _brackets == 0 && (_statement.Count == 0 || _statement[^1].Kind is not (TokenKind.Comma or TokenKind.Operator or TokenKind.Colon));

    public void Read(int index)
    {
        var token = tokens[index];
        switch (token.Kind)
        {
            case TokenKind.NewLine:
                _atLineStart = true;
                return;
            case TokenKind.OpenBrace:
                _blocks.Push(StatementRows.Of(_statement, Parent?.Title ?? PolicySchema.File));
                Reset();
                _before = [];
                return;
            case TokenKind.CloseBrace:
                _blocks.TryPop(out _);
                Reset();
                _before = [];
                return;
        }

        if (_atLineStart && StartsStatement(index))
        {
            _before = _statement.Count == 0 ? _before : [.. _statement];
            Reset();
        }

        _atLineStart = false;
        _brackets += token.Kind switch
        {
            TokenKind.OpenParen or TokenKind.OpenBracket => 1,
            TokenKind.CloseParen or TokenKind.CloseBracket => -1,
            _ => 0,
        };
        _statement.Add(token);
    }

    private bool StartsStatement(int index)
    {
        var token = tokens[index];
        if (token.Kind == TokenKind.Keyword && Keywords.IsLeading(token.Text))
        {
            return true;
        }

        if (index + 1 < tokens.Length && tokens[index + 1].Kind == TokenKind.Colon)
        {
            return true;
        }

        return EndsAtLineEnd && !(token.Kind == TokenKind.Keyword && Keywords.IsContinuing(token.Text));
    }

    private void Reset()
    {
        _statement.Clear();
        _brackets = 0;
        _atLineStart = true;
    }
}
