using System.Collections.Immutable;
using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Text;

namespace OptPolicy.Language.Syntax;

/// <summary>One parsed file: everything that follows from its own text and nothing that follows from other files.</summary>
public sealed record SyntaxTree(
    PolicyText Text,
    ImmutableArray<Token> Tokens,
    ImmutableArray<Statement> Statements,
    ImmutableArray<Diagnostic> Diagnostics)
{
    public bool HasSyntaxErrors => Diagnostics.Any(static d => d.Severity == DiagnosticSeverity.Error);
}
