using OptPolicy.Language.Text;

namespace OptPolicy.Language.Syntax;

/// <summary>Base of every syntax node; the span covers the node without its trivia.</summary>
public abstract record SyntaxNode(TextSpan Span);

public abstract record Expression(TextSpan Span) : SyntaxNode(Span);

/// <summary><c>500tok</c>, <c>$0.25/Mtok</c>, <c>93%</c>, <c>"text"</c>; <paramref name="PerUnit"/> is the unit after the slash.</summary>
public sealed record Literal(Token Token, string? PerUnit, TextSpan Span) : Expression(Span);

public sealed record RangeExpression(Literal Low, Literal High, TextSpan Span) : Expression(Span);

/// <summary><c>user.tier</c>, <c>gpt_mini</c>.</summary>
public sealed record PathExpression(string Path, TextSpan Span) : Expression(Span);

public sealed record CallExpression(PathExpression Function, EquatableArray<Expression> Arguments, TextSpan Span) : Expression(Span);

public sealed record ListExpression(EquatableArray<Expression> Items, TextSpan Span) : Expression(Span);

/// <summary><paramref name="Operator"/> is a comparison, <c>and</c>, <c>or</c>, <c>in</c>, <c>matches</c> or <c>contains</c>.</summary>
public sealed record BinaryExpression(Token Operator, Expression Left, Expression Right, TextSpan Span) : Expression(Span);

public sealed record NotExpression(Expression Operand, TextSpan Span) : Expression(Span);

/// <summary>A keyword and its comma-separated arguments: <c>use gpt_mini</c>.</summary>
public sealed record Phrase(Token Keyword, EquatableArray<Expression> Arguments, TextSpan Span) : SyntaxNode(Span);

public abstract record Statement(TextSpan Span) : SyntaxNode(Span)
{
    /// <summary>The <c>///</c> lines directly above the statement, joined by newlines, or <see langword="null"/>.</summary>
    public string? Documentation { get; init; }
}

/// <summary><c>threshold: 0.93 tunable 0.85..0.99</c>.</summary>
public sealed record Setting(string Name, TextSpan NameSpan, Expression Value, RangeExpression? Tunable, TextSpan Span) : Statement(Span);

/// <summary>One or more phrases and an optional block: <c>rule vip when user.tier == enterprise use premium</c>.</summary>
public sealed record Clause(EquatableArray<Phrase> Phrases, Block? Body, TextSpan Span) : Statement(Span)
{
    public string Lead => Phrases[0].Keyword.Text;
}

/// <summary>A statement that could not be understood; its error is among the tree's diagnostics and nothing else is reported about it.</summary>
public sealed record BadStatement(TextSpan Span) : Statement(Span)
{
    /// <summary>The setting's name or the clause's lead word, where it could be read.</summary>
    public string? Lead { get; init; }

    /// <summary>The names it mentions; it may declare or use them, so nothing is reported about them either.</summary>
    public EquatableArray<string> Mentions { get; init; }

    /// <summary>Its block, when it has one: the statements inside are understood.</summary>
    public Block? Body { get; init; }
}

public sealed record Block(EquatableArray<Statement> Statements, TextSpan Span) : SyntaxNode(Span);
