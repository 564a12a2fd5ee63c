using System.Collections.Immutable;
using OptPolicy.Language.Binding;
using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Semantics;
using OptPolicy.Language.Syntax;

namespace OptPolicy.Language;

/// <summary>The result of compiling a set of files that may import one another.</summary>
/// <param name="Files">One entry a file, in input order. A policy with errors is absent from its file.</param>
/// <param name="Diagnostics">Syntax, names, units and logic of all files, by file then position, suppressions applied.</param>
public sealed record PolicyCompilation(ImmutableArray<SyntaxTree> Trees, ImmutableArray<CheckedFile> Files, ImmutableArray<Diagnostic> Diagnostics)
{
    public bool HasErrors => Diagnostics.Any(static d => d.Severity == DiagnosticSeverity.Error);

    /// <summary>Which name means what, for editors.</summary>
    public SemanticIndex Index { get; init; } = SemanticIndex.Empty;
}
