using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Schema;
using OptPolicy.Language.Semantics;
using OptPolicy.Language.Syntax;

namespace OptPolicy.Language.Binding;

/// <summary>Finds the fact that a path names and makes sure that it is known at its place.</summary>
internal static class FactLookup
{
    public static FactReference? Find(FileDiagnostics file, PathExpression path, FactSubject subject)
    {
        if (FactTable.Find(path.Path) is not { } fact)
        {
            var suggestion = Suggest(path.Path, subject);
            file.Report(DiagnosticCatalog.UnknownFact, path.Span, suggestion is null ? null : file.Replace(path.Span, suggestion), path.Path, FileDiagnostics.DidYouMean(suggestion));
            return null;
        }

        if (fact.Definition.Subject == subject)
            return fact;

        var examples = string.Join(", ", FactTable.Of(subject).Take(3).Select(static f => f.Name));
        file.Report(DiagnosticCatalog.WrongFactSubject, path.Span, path.Path, ShapeDescription.OfSubject(fact.Definition.Subject), ShapeDescription.OfSubject(subject), examples);
        return null;
    }

    private static string? Suggest(string name, FactSubject subject)
    {
        var names = FactTable.Of(subject).Select(static f => f.Name).Where(static n => !n.EndsWith('*')).ToArray();
        if (Spelling.Closest(name, names) is { } close)
            return close;

        // `tokens` for `input.tokens`, `images` for `has_images`: the last word is often remembered, the first is not.
        return names.FirstOrDefault(n => n.EndsWith("." + name, StringComparison.Ordinal) || n.EndsWith("_" + name, StringComparison.Ordinal));
    }
}
