using OptPolicy.Language.Binding;
using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Text;

namespace OptPolicy.Language.Checking;

/// <summary>Gives diagnostics their repairs; without a statement in the text there is none.</summary>
internal static class FixExtensions
{
    public static Diagnostic WithRemoval(this Diagnostic diagnostic, string title, BoundStatement? statement) =>
        statement is null ? diagnostic : diagnostic.WithFix(title, StatementEdits.Remove(statement));

    public static Diagnostic WithFix(this Diagnostic diagnostic, string title, params TextEdit?[] edits)
    {
        var known = edits.OfType<TextEdit>().ToEquatableArray();
        return known.Count == 0 || known.Count < edits.Length
            ? diagnostic
            : diagnostic with { Fixes = diagnostic.Fixes.Items.Add(new CodeFix(title, known)).ToEquatableArray() };
    }

    public static Diagnostic WithRelated(this Diagnostic diagnostic, SourceSpan location, string message) =>
        diagnostic with { Related = diagnostic.Related.Items.Add(new RelatedLocation(location, message)).ToEquatableArray() };
}
