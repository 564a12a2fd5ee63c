using System.Collections.Immutable;
using OptPolicy.Language.Binding;
using OptPolicy.LanguageServer.Protocol;
using OptPolicy.LanguageServer.Workspace;

namespace OptPolicy.LanguageServer.Navigation;

/// <summary>Go to definition, find references and highlight, across files.</summary>
internal static class Definitions
{
    /// <summary>Where the name at an offset is declared; on an import's path, the imported file.</summary>
    public static Location? Of(PolicySnapshot snapshot, string path, int offset)
    {
        if (snapshot.Compilation.Index.At(path, offset) is { } use)
        {
            return ToLocation(snapshot, use.Symbol.Text.Path, use.Symbol.Span);
        }

        return ImportTargets.At(snapshot, path, offset) is { } target ? new Location(snapshot.UriOf(target), default) : null;
    }

    public static Location[] References(PolicySnapshot snapshot, string path, int offset, bool includeDeclaration) =>
        [.. Uses(snapshot, path, offset).Where(use => includeDeclaration || !use.IsDefinition).Select(use => ToLocation(snapshot, use.Path, use.Span)!)];

    public static DocumentHighlight[] Highlights(PolicySnapshot snapshot, string path, int offset) =>
        snapshot.Text(path) is { } text
            ? [.. Uses(snapshot, path, offset).Where(use => use.Path == path).Select(use => new DocumentHighlight(text.ToRange(use.Span), use.IsDefinition ? DocumentHighlight.Write : DocumentHighlight.Read))]
            : [];

    public static ImmutableArray<SymbolUse> Uses(PolicySnapshot snapshot, string path, int offset) =>
        snapshot.Compilation.Index.At(path, offset) is { } use ? snapshot.Compilation.Index.UsesOf(use.Symbol) : [];

    private static Location? ToLocation(PolicySnapshot snapshot, string path, Language.Text.TextSpan span) =>
        snapshot.Text(path) is { } text ? new Location(snapshot.UriOf(path), text.ToRange(span)) : null;
}
