using System.Collections.Immutable;
using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Schema;
using OptPolicy.Language.Syntax;

namespace OptPolicy.Language.Binding;

/// <summary>The names of one file: what it declares and what it imports.</summary>
internal sealed class FileScope(BoundFile file, DiagnosticBag bag)
{
    private readonly Dictionary<string, List<Symbol>> _declared = new(StringComparer.Ordinal);

    public BoundFile File { get; } = file;

    public FileDiagnostics Diagnostics { get; } = new(file.Tree.Text, bag);

    public List<FileImport> Imports { get; } = [];

    public List<PolicyScope> Policies { get; } = [];

    public IEnumerable<Symbol> Declared => _declared.Values.SelectMany(static s => s);

    /// <summary>Another file imports this one, so what is unused here may be used there.</summary>
    public bool IsImported { get; set; }

    public void Declare(Symbol symbol)
    {
        if (!_declared.TryGetValue(symbol.Name, out var symbols))
            _declared.Add(symbol.Name, symbols = []);

        // Names of one file share a space, so that a reader never has to ask which of two is meant.
        if (symbols.Count > 0)
            Diagnostics.Report(DiagnosticCatalog.DuplicateName, symbol.Span, Diagnostics.At(symbols[0].Span, "the first one"), KindOf(symbol), symbol.Name);
        else
            symbols.Add(symbol);
    }

    public Symbol? FindOwn(string name, SymbolKinds kinds) =>
        _declared.TryGetValue(name, out var symbols) ? symbols.Find(s => s.Kind.Overlaps(kinds)) : null;

    /// <summary>The symbol of a name as written here, and the import that brought it.</summary>
    public (Symbol? Symbol, FileImport? Import) Find(string name, SymbolKinds kinds)
    {
        if (FindOwn(name, kinds) is { } own)
            return (own, null);

        foreach (var import in Imports)
        {
            if (import.LocalName(name) is { } local && import.Target?.FindOwn(local, kinds) is { } imported)
                return (imported, import);
        }

        return (null, null);
    }

    /// <summary>Whether a name may come from a statement or a file that could not be read.</summary>
    public bool IsObscured(string name) =>
        File.Obscured.Contains(name) || Imports.Exists(i => i.LocalName(name) is { } local && (i.Target is null || i.Target.File.Obscured.Contains(local)));

    public ImmutableArray<(string Name, Symbol Symbol)> Visible()
    {
        var names = ImmutableArray.CreateBuilder<(string, Symbol)>();
        foreach (var symbol in Declared)
            names.Add((symbol.Name, symbol));
        foreach (var policy in Policies)
        {
            foreach (var symbol in policy.Members)
                names.Add((symbol.Name, symbol));
        }

        foreach (var import in Imports.Where(static i => i.Target is not null))
        {
            foreach (var symbol in import.Target!.Declared.Where(static s => s.Kind != SymbolKinds.ImportAlias))
                names.Add((import.Alias is null ? symbol.Name : $"{import.Alias}.{symbol.Name}", symbol));
        }

        return names.ToImmutable();
    }

    public static string KindOf(Symbol symbol) => symbol.Kind == SymbolKinds.ImportAlias ? "import" : symbol.Kind.ToString().ToLowerInvariant();
}

/// <summary>One <c>import</c> statement.</summary>
/// <param name="Target">Null when the file is missing; that is reported.</param>
internal sealed record FileImport(BoundStatement Statement, FileScope? Target, string? Alias, Symbol? AliasSymbol, PathExpression? AliasSyntax)
{
    public bool IsUsed { get; set; }

    /// <summary>The name inside the imported file, or null when the alias does not fit.</summary>
    public string? LocalName(string name) =>
        Alias is null ? name : name.StartsWith(Alias + ".", StringComparison.Ordinal) ? name[(Alias.Length + 1)..] : null;
}
