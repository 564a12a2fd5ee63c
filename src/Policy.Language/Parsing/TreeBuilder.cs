using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Syntax;
using OptPolicy.Language.Text;

namespace OptPolicy.Language.Parsing;

/// <summary>
/// Nests statements by their braces, without recursion. Where braces do not balance, and only there, indentation decides which one is missing or too many:
/// that is what the author sees.
/// </summary>
internal sealed partial class TreeBuilder
{
    public const int BlockDepthMax = 32;

    private readonly List<Token> _tokens;
    private readonly SyntaxErrors _errors;
    private readonly StatementParser _parser;
    private readonly Documentation _documentation;
    private readonly Layout _layout;
    private readonly Stack<OpenBlock> _blocks = new();
    private readonly ImmutableArray<Statement>.Builder _file = ImmutableArray.CreateBuilder<Statement>();
    private int _opensLeft;
    private int _closesLeft;
    private int _index;

    public TreeBuilder(List<Token> tokens, List<Comment> comments, SyntaxErrors errors)
    {
        _tokens = tokens;
        _errors = errors;
        _parser = new StatementParser(errors);
        _documentation = new Documentation(errors.Text, comments);
        _layout = new Layout(errors.Text);
        foreach (var token in tokens)
        {
            if (token.Kind == TokenKind.OpenBrace)
                _opensLeft++;
            else if (token.Kind == TokenKind.CloseBrace)
                _closesLeft++;
        }
    }

    private ImmutableArray<Statement>.Builder Current => _blocks.Count == 0 ? _file : _blocks.Peek().Statements;

    public ImmutableArray<Statement> Build()
    {
        while (_tokens[_index].Kind != TokenKind.End)
        {
            switch (_tokens[_index].Kind)
            {
                case TokenKind.NewLine:
                    _index++;
                    break;
                case TokenKind.OpenBrace:
                    TakeStrayOpen(_tokens[_index]);
                    break;
                case TokenKind.CloseBrace:
                    TakeClose(_tokens[_index]);
                    break;
                default:
                    TakeStatement();
                    break;
            }
        }

        while (_blocks.Count > 0)
            CloseUnclosed();
        return _file.ToImmutable();
    }

    private void TakeStatement()
    {
        var first = _tokens[_index];
        CloseBlocksAbove(first);
        var end = _index + 1;
        while (_tokens[end].Kind is not (TokenKind.NewLine or TokenKind.OpenBrace or TokenKind.CloseBrace or TokenKind.End))
            end++;
        var header = CollectionsMarshal.AsSpan(_tokens)[_index..end];
        var terminator = _tokens[end];
        var statement = _parser.Parse(header, terminator);
        if (_documentation.Above(first.Span.Start) is { } documentation)
            statement = statement with { Documentation = documentation };
        _index = end;
        if (terminator.Kind == TokenKind.OpenBrace)
            Open(terminator, statement, first);
        else if (statement is Clause clause && Keywords.TakesBlock(clause.Lead))
            TakeWithoutOpen(clause, first);
        else
            Current.Add(statement);
    }

    private void Open(Token brace, Statement owner, Token first)
    {
        _opensLeft--;
        _index++;
        if (owner is Setting)
            _errors.Report(DiagnosticCatalog.MisplacedBlock, brace.Span, "a setting ends with its line");
        if (_blocks.Count >= BlockDepthMax)
        {
            _errors.Report(DiagnosticCatalog.NestedTooDeeply, brace.Span, BlockDepthMax.ToString(CultureInfo.InvariantCulture), "blocks inside one another");
            SkipBlock();
            Current.Add(owner);
            return;
        }

        _blocks.Push(new OpenBlock(owner, brace, _layout.IndentOf(first.Span.Start), IsWritten: true));
    }

    private void SkipBlock()
    {
        for (var depth = 1; depth > 0 && _tokens[_index].Kind != TokenKind.End; _index++)
        {
            if (_tokens[_index].Kind == TokenKind.OpenBrace)
            {
                depth++;
                _opensLeft--;
            }
            else if (_tokens[_index].Kind == TokenKind.CloseBrace)
            {
                depth--;
                _closesLeft--;
            }
        }
    }

    private void TakeStrayOpen(Token brace)
    {
        _errors.Report(DiagnosticCatalog.MisplacedBlock, brace.Span, "a block belongs to the statement before it");
        Open(brace, new BadStatement(brace.Span), brace);
    }

    private void Close(TextSpan end)
    {
        var block = _blocks.Pop();
        var body = new Block(new EquatableArray<Statement>(block.Statements.ToImmutable()), TextSpan.Cover(block.Brace.Span, end));
        Current.Add(block.Owner switch
        {
            Clause clause => clause with { Body = body, Span = TextSpan.Cover(clause.Span, end) },
            BadStatement bad => bad with { Body = body, Span = TextSpan.Cover(bad.Span, end) },
            var setting => setting,
        });
    }

    private sealed record OpenBlock(Statement Owner, Token Brace, int Indent, bool IsWritten)
    {
        public ImmutableArray<Statement>.Builder Statements { get; } = ImmutableArray.CreateBuilder<Statement>();

        /// <summary>Some line inside is indented deeper than the block's own, so indentation means something in it.</summary>
        public bool HasDeeperLine { get; set; }
    }
}
