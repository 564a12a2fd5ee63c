using System.Collections.Immutable;
using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Text;

namespace OptPolicy.Cli.Sources;

/// <summary>The policy files that a command works on.</summary>
/// <param name="Roots">What the user named, each once.</param>
/// <param name="Files">The roots and every file they import.</param>
/// <param name="Problems">What could not be read, as diagnostics.</param>
internal sealed record SourceSet(ImmutableArray<PolicyText> Roots, ImmutableArray<PolicyText> Files, ImmutableArray<Diagnostic> Problems)
{
    /// <summary>Whether an argument named nothing: a mistake on the command line, not in a policy.</summary>
    public bool HasUsageProblem => Problems.Any(static p => p.Code == DiagnosticCatalog.FileNotFound.Code || p.Code == DiagnosticCatalog.NoPolicyFiles.Code);

    public PolicyText? Find(string path) => Files.FirstOrDefault(f => f.Path == path);
}
