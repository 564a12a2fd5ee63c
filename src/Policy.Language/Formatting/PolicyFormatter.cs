using OptPolicy.Language.Parsing;
using OptPolicy.Language.Syntax;
using OptPolicy.Language.Text;

namespace OptPolicy.Language.Formatting;

/// <summary>
/// Prints a policy in its one canonical layout: two spaces a level, one space between words, no alignment, at most one blank line.
/// Lines break where the author broke them and the grammar allows it; every token and comment is kept. Thread-safe.
/// </summary>
public static class PolicyFormatter
{
    public static FormattingResult Format(PolicyText text) => Format(PolicyParser.Parse(text));

    /// <summary>Files with syntax errors are left alone: what a formatter does not understand it must not move.</summary>
    public static FormattingResult Format(SyntaxTree tree) =>
        tree.HasSyntaxErrors
            ? new FormattingResult(null, tree.Diagnostics)
            : new FormattingResult(new CanonicalWriter(tree).Write(), tree.Diagnostics);
}
