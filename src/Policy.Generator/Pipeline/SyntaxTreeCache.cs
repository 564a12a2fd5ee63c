using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis.Text;
using OptPolicy.Language.Parsing;
using OptPolicy.Language.Syntax;
using OptPolicy.Language.Text;

namespace OptPolicy.Generator.Pipeline;

/// <summary>Parses each text once for generator and analyzer together. Entries die with their text.</summary>
internal static class SyntaxTreeCache
{
    // Roslyn offers generator and analyzer no common owner but the text itself.
    private static readonly ConditionalWeakTable<SourceText, SyntaxTree> Trees = [];

    public static SyntaxTree Get(string path, SourceText text, CancellationToken cancellationToken)
    {
        var tree = Trees.GetValue(text, source => Parse(path, source, cancellationToken));
        return string.Equals(tree.Text.Path, path, StringComparison.Ordinal) ? tree : Parse(path, text, cancellationToken);
    }

    private static SyntaxTree Parse(string path, SourceText text, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return PolicyParser.Parse(new PolicyText(path, text.ToString()));
    }
}
