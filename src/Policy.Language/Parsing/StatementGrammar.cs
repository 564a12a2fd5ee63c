using System.Collections.Immutable;
using OptPolicy.Language.Syntax;
using OptPolicy.Language.Text;
using Pidgin;
using Pidgin.Expression;
using static Pidgin.Parser;
using static Pidgin.Parser<OptPolicy.Language.Syntax.Token>;

namespace OptPolicy.Language.Parsing;

/// <summary>
/// The grammar inside one statement, over shaped tokens: the value of a setting and the phrases of a clause.
/// Blocks are found before it (<see cref="TreeBuilder"/>), so an error never reaches past its own statement.
/// </summary>
internal static class StatementGrammar
{
    public const string AName = "a name";
    public const string AValue = "a value";
    public const string AUnit = "a unit such as 'Mtok' or 'day'";
    public const string AWord = "a word of the language";

    private static readonly Parser<Token, Token> Comma = Kind(TokenKind.Comma, "','");
    private static readonly Parser<Token, Token> Dot = Kind(TokenKind.Dot, "'.'");
    private static readonly Parser<Token, Token> OpenParen = Kind(TokenKind.OpenParen, "'('");
    private static readonly Parser<Token, Token> CloseParen = Kind(TokenKind.CloseParen, "')'");
    private static readonly Parser<Token, Token> OpenBracket = Kind(TokenKind.OpenBracket, "'['");
    private static readonly Parser<Token, Token> CloseBracket = Kind(TokenKind.CloseBracket, "']'");

    private static readonly Parser<Token, Token> Word = Kind(TokenKind.Word, AName);
    private static readonly Parser<Token, Token> Keyword = Token(static t => t.Kind == TokenKind.Keyword && t.Text != "when").Labelled(AWord);
    private static readonly Parser<Token, Token> When = Token(static t => t.Kind == TokenKind.Keyword && t.Text == "when").Labelled("'when'");

    private static readonly Parser<Token, Literal> Literal = Map(
        static (Token value, Maybe<Token> unit) => unit.HasValue
            ? new Literal(value, unit.Value.Text, TextSpan.Cover(value.Span, unit.Value.Span))
            : new Literal(value, null, value.Span),
        Token(static t => t.Kind is TokenKind.Number or TokenKind.Quantity or TokenKind.Money or TokenKind.Percent or TokenKind.String).Labelled(AValue),
        Kind(TokenKind.Slash, "'/'").Then(Kind(TokenKind.Word, AUnit)).Optional());

    private static readonly Parser<Token, Token> DotDot = Kind(TokenKind.DotDot, "'..'");

    private static readonly Parser<Token, RangeExpression> Range = Map(
        static (Literal low, Literal high) => new RangeExpression(low, high, TextSpan.Cover(low.Span, high.Span)),
        Literal.Before(DotDot),
        Literal);

    private static readonly Parser<Token, Expression> LiteralOrRange = Map(
        static (Literal low, Maybe<Literal> high) => high.HasValue
            ? (Expression)new RangeExpression(low, high.Value, TextSpan.Cover(low.Span, high.Value.Span))
            : low,
        Literal,
        DotDot.Then(Literal).Optional());

    private static readonly Parser<Token, PathExpression> Path = Map(
        static (Token head, IEnumerable<Token> tail) => Join(head, tail),
        Word,
        Dot.Then(Word).Many());

    private static readonly Parser<Token, Expression> Value = Rec(static () => Any!);

    private static readonly Parser<Token, EquatableArray<Expression>> Items =
        Value.SeparatedAndOptionallyTerminated(Comma).Select(static items => items.ToEquatableArray());

    private static readonly Parser<Token, Expression> PathOrCall = Map(
        static (PathExpression path, Maybe<(EquatableArray<Expression> Arguments, Token Close)> call) => call.HasValue
            ? new CallExpression(path, call.Value.Arguments, TextSpan.Cover(path.Span, call.Value.Close.Span))
            : (Expression)path,
        Path,
        OpenParen.Then(Map(static (EquatableArray<Expression> arguments, Token close) => (arguments, close), Items, CloseParen)).Optional());

    private static readonly Parser<Token, Expression> List = Map(
        static (Token open, EquatableArray<Expression> items, Token close) => (Expression)new ListExpression(items, TextSpan.Cover(open.Span, close.Span)),
        OpenBracket,
        Items,
        CloseBracket);

    private static readonly Parser<Token, Expression> Term = OneOf(LiteralOrRange, PathOrCall, List, OpenParen.Then(Value).Before(CloseParen));

    private static readonly Parser<Token, Expression> Any = ExpressionParser.Build(
        Term,
        [
            Operator.InfixN(Infix(static t => OperatorSpelling.IsComparison(t), "a comparison")),
            Operator.Prefix(Token(static t => t.Kind == TokenKind.Operator && t.Text == "not").Labelled("'not'")
                .Select<Func<Expression, Expression>>(static not => operand => new NotExpression(operand, TextSpan.Cover(not.Span, operand.Span)))),
            Operator.InfixL(Infix(static t => t == "and", "'and'")),
            Operator.InfixL(Infix(static t => t == "or", "'or'")),
        ]);

    /// <summary>What follows a setting's colon.</summary>
    public static readonly Parser<Token, (Expression Value, Maybe<RangeExpression> Tunable)> SettingValue = Map(
        static (Expression value, Maybe<RangeExpression> tunable) => (value, tunable),
        Value,
        Token(static t => t.Kind == TokenKind.Keyword && t.Text == "tunable").Labelled("'tunable'").Then(Range).Optional()).Before(End);

    /// <summary>A clause without its block. <c>when</c> takes exactly one condition, so that a condition never falls apart into operands.</summary>
    public static readonly Parser<Token, EquatableArray<Phrase>> Clause = OneOf(
        Map(static (Token keyword, Expression condition) => new Phrase(keyword, [condition], TextSpan.Cover(keyword.Span, condition.Span)), When, Value),
        Map(
            static (Token keyword, IEnumerable<Expression> arguments) => Phrased(keyword, arguments.ToEquatableArray()),
            Keyword,
            Value.Before(Comma.Optional()).Many())).AtLeastOnce().Select(static phrases => phrases.ToEquatableArray()).Before(End);

    private static Parser<Token, Token> Kind(TokenKind kind, string label) => Token(t => t.Kind == kind).Labelled(label);

    private static Parser<Token, Func<Expression, Expression, Expression>> Infix(Func<string, bool> isOperator, string label) =>
        Token(t => t.Kind == TokenKind.Operator && isOperator(t.Text)).Labelled(label)
            .Select<Func<Expression, Expression, Expression>>(static op => (left, right) => new BinaryExpression(op, left, right, TextSpan.Cover(left.Span, right.Span)));

    private static Phrase Phrased(Token keyword, EquatableArray<Expression> arguments) =>
        new(keyword, arguments, arguments.IsEmpty ? keyword.Span : TextSpan.Cover(keyword.Span, arguments[^1].Span));

    private static PathExpression Join(Token head, IEnumerable<Token> tail)
    {
        var path = head.Text;
        var last = head;
        foreach (var word in tail)
        {
            path = $"{path}.{word.Text}";
            last = word;
        }

        return new PathExpression(path, TextSpan.Cover(head.Span, last.Span));
    }
}
