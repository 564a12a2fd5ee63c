using System.Collections.Immutable;
using OptPolicy.Language.Syntax;

namespace OptPolicy.Language.Formatting;

/// <summary>What a token's place in the tree means for the layout: which blocks stay on one line, and which tokens start a statement.</summary>
internal sealed class BlockShapes
{
    private readonly HashSet<int> _inlineOpens = [];
    private readonly HashSet<int> _statementStarts = [];

    public BlockShapes(SyntaxTree tree)
    {
        FindInlineBlocks(tree.Tokens);
        FindStatements(tree.Statements);
    }

    /// <summary>Whether the block opened at this offset was written on one line.</summary>
    public bool IsInline(Token openBrace) => _inlineOpens.Contains(openBrace.Span.Start);

    public bool StartsStatement(Token token) => _statementStarts.Contains(token.Span.Start);

    private void FindInlineBlocks(ImmutableArray<Token> tokens)
    {
        var opens = new Stack<(int Start, int LineEnds)>();
        var lineEnds = 0;
        foreach (var token in tokens)
        {
            switch (token.Kind)
            {
                case TokenKind.NewLine:
                    lineEnds++;
                    break;
                case TokenKind.OpenBrace:
                    opens.Push((token.Span.Start, lineEnds));
                    break;
                case TokenKind.CloseBrace:
                    var (start, before) = opens.Pop();
                    if (before == lineEnds)
                        _inlineOpens.Add(start);
                    break;
            }
        }
    }

    private void FindStatements(IEnumerable<Statement> statements)
    {
        foreach (var statement in statements)
        {
            _statementStarts.Add(statement.Span.Start);
            if (statement is Clause { Body: { } body })
                FindStatements(body.Statements);
        }
    }
}
