using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Syntax;
using OptPolicy.Language.Text;

namespace OptPolicy.Language.Parsing;

internal sealed partial class TreeBuilder
{
    private bool MissesCloses => _blocks.Count + _opensLeft > _closesLeft;

    private bool MissesOpens => _closesLeft > _blocks.Count + _opensLeft;

    private void TakeClose(Token brace)
    {
        var startsLine = _layout.StartsLine(brace.Span.Start);
        var indent = startsLine ? _layout.IndentOf(brace.Span.Start) : 0;
        while (startsLine && MissesCloses && _blocks.Count > 1 && indent < _blocks.Peek().Indent)
            CloseUnclosed();
        var isStray = _blocks.Count == 0 || (MissesOpens && startsLine && indent > _blocks.Peek().Indent);
        _closesLeft--;
        _index++;
        if (isStray)
            _errors.Report(DiagnosticCatalog.StrayCloseBrace, brace.Span, _errors.Remove("Remove '}'", brace.Span));
        else
            Close(brace.Span);
        var next = _tokens[_index];
        if (next.Kind is not (TokenKind.NewLine or TokenKind.CloseBrace or TokenKind.OpenBrace or TokenKind.End))
            _errors.Report(DiagnosticCatalog.UnexpectedToken, next.Span, _errors.Insert("Start a new line", brace.Span.End, "\n"), "the end of the line after '}'", SyntaxErrorDescriber.Found(next));
    }

    /// <summary>Ends the blocks that a line stands outside of by its indentation or by its word, where the file lacks closing braces.</summary>
    private void CloseBlocksAbove(Token first)
    {
        if (_blocks.Count == 0 || !_layout.StartsLine(first.Span.Start))
            return;
        var indent = _layout.IndentOf(first.Span.Start);
        var topLevel = first.Kind == TokenKind.Keyword && Keywords.IsTopLevelOnly(first.Text);
        while (_blocks.Count > 0 && MissesCloses && indent <= _blocks.Peek().Indent && (_blocks.Peek().HasDeeperLine || topLevel))
            CloseUnclosed();
        if (_blocks.Count > 0 && indent > _blocks.Peek().Indent)
            _blocks.Peek().HasDeeperLine = true;
    }

    private void CloseUnclosed()
    {
        var block = _blocks.Peek();
        var last = _index - 1;
        while (_tokens[last].Kind == TokenKind.NewLine)
            last--;
        var end = _tokens[last].Span.End;
        if (block.IsWritten)
        {
            var lineEnd = _layout.LineEnd(end);
            var owner = block.Owner is Clause clause ? clause.Lead : "{";
            _errors.Report(DiagnosticCatalog.UnclosedBlock, block.Brace.Span, _errors.Insert("Add '}'", lineEnd, "\n" + new string(' ', block.Indent) + "}"), owner);
        }

        Close(new TextSpan(end, 0));
    }

    /// <summary>A clause that takes a block has none: what follows is its block where indentation or a spare closing brace says so.</summary>
    private void TakeWithoutOpen(Clause clause, Token first)
    {
        var indent = _layout.IndentOf(first.Span.Start);
        var next = _index;
        while (_tokens[next].Kind == TokenKind.NewLine)
            next++;
        var follower = _tokens[next];
        var needsBlock = Keywords.NeedsBlock(clause.Lead);
        var isBlock = follower.Kind switch
        {
            TokenKind.End => false,
            TokenKind.CloseBrace => needsBlock && MissesOpens,
            _ when _layout.IndentOf(follower.Span.Start) > indent => needsBlock || MissesOpens,
            _ => needsBlock && MissesOpens && !Keywords.IsTopLevelOnly(follower.Text),
        };
        if (!isBlock && !needsBlock)
        {
            Current.Add(clause);
            return;
        }

        var end = clause.Span.End;
        _errors.Report(DiagnosticCatalog.MissingOpenBrace, new TextSpan(end, 0), _errors.Insert("Add '{'", end, " {"), clause.Lead);
        if (isBlock)
            _blocks.Push(new OpenBlock(clause, new Token(TokenKind.OpenBrace, "", new TextSpan(end, 0)), indent, IsWritten: false));
        else
            Current.Add(new BadStatement(clause.Span) { Lead = clause.Lead, Mentions = Mentions(clause), Documentation = clause.Documentation });
    }

    private static EquatableArray<string> Mentions(Clause clause)
    {
        var mentions = new List<string>();
        foreach (var phrase in clause.Phrases)
        {
            foreach (var argument in phrase.Arguments)
            {
                if (argument is PathExpression path)
                    mentions.Add(path.Path);
            }
        }

        return mentions.ToEquatableArray();
    }
}
