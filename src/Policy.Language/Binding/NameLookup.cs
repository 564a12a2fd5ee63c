using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Schema;
using OptPolicy.Language.Syntax;
using OptPolicy.Language.Text;

namespace OptPolicy.Language.Binding;

/// <summary>Looks names up where they are written, and records what they mean.</summary>
internal sealed class NameLookup(FileScope file, PolicyScope? policy, Resolution resolution)
{
    public FileScope File { get; } = file;

    public Resolution Resolution { get; } = resolution;

    /// <summary>The symbol, or null after reporting that there is none.</summary>
    public Symbol? Resolve(PathExpression path, SymbolKinds kinds)
    {
        if (Find(path.Path, kinds) is var (symbol, import) && symbol is not null)
        {
            if (import is not null)
                import.IsUsed = true;
            Record(path, symbol, import);
            return symbol;
        }

        ReportUnknown(path, kinds);
        return null;
    }

    /// <summary>For names that may also come from the host: false only for what looks like a misspelling of a declared one, which is reported.</summary>
    public bool ResolveLikely(PathExpression path, SymbolKinds kinds)
    {
        var isDeclared = Find(path.Path, kinds).Symbol is not null;
        return (!isDeclared && Spelling.Closest(path.Path, Candidates(kinds)) is null) || Resolve(path, kinds) is not null;
    }

    public bool IsObscured(string name) => policy?.IsObscured(name) ?? File.IsObscured(name);

    public void ReportUnknown(PathExpression path, SymbolKinds kinds)
    {
        if (IsObscured(path.Path))
            return;

        var candidates = Candidates(kinds).ToArray();
        var suggestion = candidates.FirstOrDefault(c => c.EndsWith("." + path.Path, StringComparison.Ordinal)) ?? Spelling.Closest(path.Path, candidates);
        var kind = string.Join(" or ", Enum.GetValues<SymbolKinds>().Where(k => k != SymbolKinds.None && kinds.HasFlag(k)).Select(static k => k.ToString().ToLowerInvariant()));
        File.Diagnostics.Report(DiagnosticCatalog.UnknownName, path.Span, suggestion is null ? null : File.Diagnostics.Replace(path.Span, suggestion), kind, path.Path, FileDiagnostics.DidYouMean(suggestion));
    }

    public void Record(PathExpression path, Symbol symbol, FileImport? import)
    {
        var span = path.Span;
        if (import is { Alias: { } alias, AliasSymbol: { } aliasSymbol } && path.Span.Length == path.Path.Length)
        {
            Resolution.Use(aliasSymbol, new SymbolUse(aliasSymbol, File.File.Path, new TextSpan(span.Start, alias.Length), IsDefinition: false));
            span = TextSpan.FromBounds(span.Start + alias.Length + 1, span.End);
        }

        Resolution.Use(symbol, new SymbolUse(symbol, File.File.Path, span, IsDefinition: false));
        Resolution.Bind(path, symbol);
    }

    private (Symbol? Symbol, FileImport? Import) Find(string name, SymbolKinds kinds)
    {
        if (policy?.FindMember(name, kinds) is { } member)
            return (member, null);

        var found = File.Find(name, kinds);
        for (var scope = policy?.Parent; found.Symbol is null && scope is not null; scope = scope.Parent)
            found = (scope.File.Find(name, kinds).Symbol, null);
        return found;
    }

    private IEnumerable<string> Candidates(SymbolKinds kinds) => policy is not null
        ? policy.NamesOf(kinds)
        : File.Visible().Where(v => v.Symbol.Kind.Overlaps(kinds) && v.Symbol.Container is null).Select(static v => v.Name);
}
