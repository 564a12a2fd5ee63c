using OptPolicy.Language.Syntax;

namespace OptPolicy.Language.Suppressions;

/// <summary>Statements by where they stand.</summary>
internal static class StatementSearch
{
    /// <summary>The first statement after an offset, in the block that the offset is in.</summary>
    public static Statement? After(IReadOnlyList<Statement> statements, int offset)
    {
        foreach (var statement in statements)
        {
            if (statement.Span.Start >= offset)
            {
                return statement;
            }

            if (BodyOf(statement) is { } body && body.Span.Start <= offset && offset < body.Span.End)
            {
                return After(body.Statements, offset);
            }
        }

        return null;
    }

    /// <summary>The innermost statement around an offset.</summary>
    public static Statement? Around(IReadOnlyList<Statement> statements, int offset)
    {
        foreach (var statement in statements)
        {
            if (statement.Span.Contains(offset))
            {
                return (BodyOf(statement) is { } body ? Around(body.Statements, offset) : null) ?? statement;
            }
        }

        return null;
    }

    private static Block? BodyOf(Statement statement) => statement switch
    {
        Clause clause => clause.Body,
        BadStatement bad => bad.Body,
        _ => null,
    };
}
