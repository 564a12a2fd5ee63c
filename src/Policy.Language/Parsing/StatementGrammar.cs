using OptPolicy.Language.Parsing.Combinators;
using OptPolicy.Language.Syntax;
using OptPolicy.Language.Text;
using Pidgin;
using static Pidgin.Parser;
using static Pidgin.Parser<OptPolicy.Language.Syntax.Token>;

namespace OptPolicy.Language.Parsing;

/// <summary>
/// The grammar inside one statement, over shaped tokens: the value of a setting and the phrases of a clause.
/// Blocks are found before it (<see cref="TreeBuilder"/>), so an error never reaches past its own statement.
/// Every choice is decided by one token, so nothing backtracks.
/// </summary>
internal static class StatementGrammar
{
    public const string AName = "a name";
    public const string AValue = "a value";

    private static readonly TokenParser Comma = new(TokenKind.Comma, "','");
    private static readonly TokenParser Dot = new(TokenKind.Dot, "'.'");
    private static readonly TokenParser DotDot = new(TokenKind.DotDot, "'..'");
    private static readonly TokenParser Slash = new(TokenKind.Slash, "'/'");
    private static readonly TokenParser OpenParen = new(TokenKind.OpenParen, "'('");
    private static readonly TokenParser CloseParen = new(TokenKind.CloseParen, "')'");
    private static readonly TokenParser OpenBracket = new(TokenKind.OpenBracket, "'['");
    private static readonly TokenParser CloseBracket = new(TokenKind.CloseBracket, "']'");
    private static readonly TokenParser Word = new(TokenKind.Word, AName);
    private static readonly TokenParser Unit = new(TokenKind.Word, "a unit such as 'Mtok' or 'day'");
    private static readonly TokenParser When = new(TokenKind.Keyword, "'when'", text: "when");
    private static readonly TokenParser Tunable = new(TokenKind.Keyword, "'tunable'", text: "tunable");
    private static readonly TokenParser Keyword = new(TokenKind.Keyword, "a word of the language", except: "when");

    private static readonly Parser<Token, Token> Constant = new Choice<Token>(static t => IsConstant(t.Kind) ? Any : null, AValue);

    private static readonly Parser<Token, Literal> Literal = Map(
        static (Token value, Token unit) => unit.Text is null
            ? new Literal(value, null, value.Span)
            : new Literal(value, unit.Text, TextSpan.Cover(value.Span, unit.Span)),
        Constant,
        new Following<Token>(Slash, Unit));

    private static readonly Parser<Token, RangeExpression> Range = Map(
        static (Literal low, Token _, Literal high) => new RangeExpression(low, high, TextSpan.Cover(low.Span, high.Span)), Literal, DotDot, Literal);

    private static readonly Parser<Token, Expression> LiteralOrRange = Map(
        static (Literal low, Literal? high) => high is null ? (Expression)low : new RangeExpression(low, high, TextSpan.Cover(low.Span, high.Span)),
        Literal,
        new Following<Literal>(DotDot, Literal));

    private static readonly Parser<Token, Expression> Value = Rec(static () => Disjunction!);

    private static readonly Parser<Token, EquatableArray<Expression>> Items = new Repeated<Expression>(Value, StartsValue, Comma, separatorRequired: true);

    private static readonly Parser<Token, Expression> PathOrCall = Map(
        static (PathExpression path, (EquatableArray<Expression> Arguments, Token Close)? call) => call is { } found
            ? new CallExpression(path, found.Arguments, TextSpan.Cover(path.Span, found.Close.Span))
            : (Expression)path,
        new PathParser(Word, Dot),
        new Following<(EquatableArray<Expression>, Token)?>(
            OpenParen,
            Map(static (EquatableArray<Expression> arguments, Token close) => ((EquatableArray<Expression>, Token)?)(arguments, close), Items, CloseParen)));

    private static readonly Parser<Token, Expression> List = Map(
        static (Token open, EquatableArray<Expression> items, Token close) => (Expression)new ListExpression(items, TextSpan.Cover(open.Span, close.Span)),
        OpenBracket,
        Items,
        CloseBracket);

    private static readonly Parser<Token, Expression> Grouped = OpenParen.Then(Value).Before(CloseParen);

    private static readonly Parser<Token, Expression> Term = new Choice<Expression>(
        static t => t.Kind switch
        {
            TokenKind.Word => PathOrCall,
            TokenKind.OpenBracket => List,
            TokenKind.OpenParen => Grouped,
            var kind => IsConstant(kind) ? LiteralOrRange : null,
        },
        AName,
        AValue);

    private static readonly Parser<Token, Expression> Comparison = new Infix(Term, OperatorSpelling.IsComparison, chains: false);
    private static readonly Parser<Token, Expression> Conjunction = new Infix(new Negation(Comparison), static t => t == "and", chains: true);
    private static readonly Parser<Token, Expression> Disjunction = new Infix(Conjunction, static t => t == "or", chains: true);

    // `when` takes exactly one condition, so that a condition never falls apart into operands.
    private static readonly Parser<Token, Phrase> Condition = Map(
        static (Token keyword, Expression condition) => new Phrase(keyword, [condition], TextSpan.Cover(keyword.Span, condition.Span)), When, Value);

    private static readonly Parser<Token, Phrase> Operands = Map(
        static (Token keyword, EquatableArray<Expression> arguments) =>
            new Phrase(keyword, arguments, arguments.IsEmpty ? keyword.Span : TextSpan.Cover(keyword.Span, arguments[^1].Span)),
        Keyword,
        new Repeated<Expression>(Value, StartsValue, Comma));

    private static readonly Parser<Token, Phrase> Phrase = new Choice<Phrase>(
        static t => t.Kind != TokenKind.Keyword ? null : When.Matches(t) ? Condition : Operands, "a word of the language");

    /// <summary>What follows a setting's colon.</summary>
    public static readonly Parser<Token, (Expression Value, RangeExpression? Tunable)> SettingValue = Map(
        static (Expression value, RangeExpression? tunable) => (value, tunable), Value, new Following<RangeExpression>(Tunable, Range)).Before(End);

    /// <summary>A clause without its block.</summary>
    public static readonly Parser<Token, EquatableArray<Phrase>> Clause = new Repeated<Phrase>(Phrase, static t => t.Kind == TokenKind.Keyword).Before(End);

    private static bool IsConstant(TokenKind kind) => kind is TokenKind.Number or TokenKind.Quantity or TokenKind.Money or TokenKind.Percent or TokenKind.String;

    private static bool StartsValue(Token token) =>
        token.Kind is TokenKind.Word or TokenKind.OpenBracket or TokenKind.OpenParen || IsConstant(token.Kind) || Negation.IsNot(token);
}
