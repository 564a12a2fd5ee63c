using OptPolicy.Language.Parsing;
using OptPolicy.Language.Syntax;
using OptPolicy.Language.Text;
using OptPolicy.LanguageServer.Protocol;
using OptPolicy.LanguageServer.Workspace;

namespace OptPolicy.LanguageServer.Navigation;

/// <summary>Renames a declaration and every use of it, in all files.</summary>
internal static class Renaming
{
    public static PrepareRenameResult? Prepare(PolicySnapshot snapshot, string path, int offset) =>
        snapshot.Compilation.Index.At(path, offset) is { } use && snapshot.Text(path) is { } text
            ? new PrepareRenameResult(text.ToRange(LastSegment(text, use.Span)), use.Symbol.Name)
            : null;

    /// <summary>The edits, or an explanation of why the name cannot be used.</summary>
    public static (WorkspaceEdit? Edit, string? Problem) Rename(PolicySnapshot snapshot, string path, int offset, string newName)
    {
        if (!IsName(newName))
        {
            return (null, $"'{newName}' cannot be a name: use letters, digits and underscores, and no reserved word.");
        }

        if (snapshot.Compilation.Index.At(path, offset) is not { } use)
        {
            return (null, "There is no name here.");
        }

        var index = snapshot.Compilation.Index;
        if (index.VisibleIn(path, use.Symbol.Kind).Any(visible => visible.Name == newName && !ReferenceEquals(visible.Symbol, use.Symbol)))
        {
            return (null, $"There is already a {use.Symbol.Kind.ToString().ToLowerInvariant()} '{newName}'.");
        }

        var edits = index.UsesOf(use.Symbol)
            .Select(u => (u.Path, Text: snapshot.Text(u.Path), u.Span))
            .Where(static u => u.Text is not null)
            .GroupBy(u => snapshot.UriOf(u.Path), StringComparer.Ordinal)
            .ToDictionary(static file => file.Key, file => file.Select(u => new LspTextEdit(u.Text!.ToRange(LastSegment(u.Text!, u.Span)), newName)).ToArray(), StringComparer.Ordinal);
        return (new WorkspaceEdit(edits), null);
    }

    /// <summary>Of <c>shared.Baseline</c> only the last word is the name; the first is the import's alias.</summary>
    private static TextSpan LastSegment(PolicyText text, TextSpan span)
    {
        var dot = text.Slice(span).LastIndexOf('.');
        return dot < 0 ? span : TextSpan.FromBounds(span.Start + dot + 1, span.End);
    }

    private static bool IsName(string name) =>
        PolicyParser.Parse(new PolicyText("name", name)).Tokens is [{ Kind: TokenKind.Word } word, ..] && word.Text == name;
}
