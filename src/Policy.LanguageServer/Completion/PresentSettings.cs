using OptPolicy.Language.Syntax;

namespace OptPolicy.LanguageServer.Completion;

/// <summary>The settings that the innermost block around a place already has.</summary>
internal static class PresentSettings
{
    public static HashSet<string> Around(SyntaxTree tree, int offset)
    {
        IEnumerable<Statement> statements = tree.Statements;
        while (statements.OfType<Clause>().FirstOrDefault(clause => clause.Body is { } body && body.Span.Start < offset && offset < body.Span.End) is { } inner)
        {
            statements = inner.Body!.Statements;
        }

        return statements.OfType<Setting>().Select(static s => s.Name).ToHashSet(StringComparer.Ordinal);
    }
}
