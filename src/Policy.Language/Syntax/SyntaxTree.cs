using System.Collections.Immutable;
using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Text;

namespace OptPolicy.Language.Syntax;

/// <summary>One parsed file: everything that follows from its own text and nothing that follows from other files.</summary>
/// <param name="Tokens">Every token in text order, line ends included, closed by one <see cref="TokenKind.End"/> of no length; a keyword that stands for a name is a <see cref="TokenKind.Word"/>.</param>
/// <param name="Diagnostics">Syntax errors in text order.</param>
public sealed record SyntaxTree(
    PolicyText Text,
    ImmutableArray<Token> Tokens,
    ImmutableArray<Statement> Statements,
    ImmutableArray<Diagnostic> Diagnostics)
{
    /// <summary>Every comment in text order.</summary>
    public ImmutableArray<Comment> Comments { get; init; } = [];

    public bool HasSyntaxErrors => Diagnostics.Any(static d => d.Severity == DiagnosticSeverity.Error);
}
