using System.Text;
using OptPolicy.Language.Syntax;
using OptPolicy.Language.Text;

namespace OptPolicy.Language.Formatting;

/// <summary>Writes one tree without syntax errors: its tokens and comments in text order, with new white space between them.</summary>
internal sealed class CanonicalWriter(SyntaxTree tree)
{
    private readonly StringBuilder _output = new(tree.Text.Content.Length + 16);
    private readonly BlockShapes _shapes = new(tree);
    private readonly List<(string Text, bool AfterBlank)> _ownLineComments = [];
    private readonly Stack<bool> _inlineBlocks = new();
    private readonly Stack<int> _bracketLineDepths = new();
    private Token? _last;
    private int _lineBreaks;
    private int _lineDepth;
    private bool _afterTrailingComment;

    public string Write()
    {
        var nextComment = 0;
        foreach (var token in tree.Tokens)
        {
            while (nextComment < tree.Comments.Length && tree.Comments[nextComment].Span.Start < token.Span.End)
                TakeComment(tree.Comments[nextComment++]);
            if (token.Kind == TokenKind.NewLine)
                _lineBreaks++;
            else if (token.Kind != TokenKind.End)
                TakeToken(token);
        }

        while (nextComment < tree.Comments.Length)
            TakeComment(tree.Comments[nextComment++]);
        WriteOwnLineComments(_inlineBlocks.Count);
        if (_output.Length > 0)
            _output.Append('\n');
        return _output.ToString();
    }

    private void TakeComment(Comment comment)
    {
        var text = tree.Text.Slice(comment.Span).TrimEnd();
        if (comment.OwnLine)
        {
            _ownLineComments.Add((text, _lineBreaks > 1));
        }
        else
        {
            _output.Append(' ').Append(text);
            _afterTrailingComment = true;
        }

        _lineBreaks = 0;
    }

    private void TakeToken(Token token)
    {
        var closesInline = false;
        if (token.Kind == TokenKind.CloseBrace)
            closesInline = _inlineBlocks.Pop();
        var depth = DepthOf(token);
        if (BreaksBefore(token, closesInline))
        {
            WriteOwnLineComments(token.Kind is TokenKind.CloseBrace or TokenKind.CloseParen or TokenKind.CloseBracket ? depth + 1 : depth);
            var keepsBlank = _lineBreaks > 1 && token.Kind != TokenKind.CloseBrace && _shapes.StartsStatement(token);
            BreakLine(keepsBlank, depth);
        }
        else if (_last is { } last && TokenSpacing.IsSpaced(last, token))
        {
            _output.Append(' ');
        }

        _output.Append(token.Text);
        _last = token;
        _lineBreaks = 0;
        switch (token.Kind)
        {
            case TokenKind.OpenBrace:
                _inlineBlocks.Push(_shapes.IsInline(token));
                break;
            case TokenKind.OpenParen or TokenKind.OpenBracket:
                _bracketLineDepths.Push(_lineDepth);
                break;
            case TokenKind.CloseParen or TokenKind.CloseBracket:
                _bracketLineDepths.Pop();
                break;
        }
    }

    private bool BreaksBefore(Token token, bool closesInline)
    {
        if (_ownLineComments.Count > 0 || _afterTrailingComment)
            return true;
        if (_last is null)
            return false;
        return token.Kind switch
        {
            TokenKind.OpenBrace => false,
            TokenKind.CloseBrace => !closesInline && _last.Value.Kind != TokenKind.OpenBrace,
            _ when _last.Value.Kind == TokenKind.OpenBrace => !_inlineBlocks.Peek(),
            _ => _lineBreaks > 0,
        };
    }

    /// <summary>The level of the line that starts with <paramref name="token"/>, should one start there.</summary>
    private int DepthOf(Token token)
    {
        if (_bracketLineDepths.Count > 0)
            return token.Kind is TokenKind.CloseParen or TokenKind.CloseBracket ? _bracketLineDepths.Peek() : _bracketLineDepths.Peek() + 1;
        return token.Kind is TokenKind.OpenBrace or TokenKind.CloseBrace || _shapes.StartsStatement(token) ? _inlineBlocks.Count : _inlineBlocks.Count + 1;
    }

    private void WriteOwnLineComments(int depth)
    {
        foreach (var (text, afterBlank) in _ownLineComments)
        {
            BreakLine(afterBlank, depth);
            _output.Append(text);
            _last = null;
        }

        _ownLineComments.Clear();
    }

    private void BreakLine(bool keepsBlank, int depth)
    {
        if (_output.Length > 0)
        {
            _output.Append('\n');
            if (keepsBlank && _last is not { Kind: TokenKind.OpenBrace })
                _output.Append('\n');
        }

        _afterTrailingComment = false;
        _lineDepth = depth;
        _output.Append(' ', 2 * depth);
    }
}
