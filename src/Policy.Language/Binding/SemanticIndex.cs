using System.Collections.Immutable;
using OptPolicy.Language.Schema;

namespace OptPolicy.Language.Binding;

/// <summary>Which name means what, across files: go to definition, find references, rename and completion of names. Immutable; thread-safe.</summary>
public sealed class SemanticIndex
{
    // Made on first use: builds never ask, editors ask often.
    private readonly Lazy<Dictionary<string, ImmutableArray<SymbolUse>>> _byPath;
    private readonly Func<string, ImmutableArray<(string Name, Symbol Symbol)>> _visibleIn;

    internal SemanticIndex(IReadOnlyList<SymbolUse> uses, Func<string, ImmutableArray<(string Name, Symbol Symbol)>> visibleIn)
    {
        _byPath = new(() => uses.GroupBy(static u => u.Path).ToDictionary(
            static g => g.Key,
            static g => g.OrderBy(static u => u.Span.Start).ToImmutableArray()));
        _visibleIn = visibleIn;
    }

    public static SemanticIndex Empty { get; } = new([], static _ => []);

    /// <summary>The name at an offset, its end included; null where there is none.</summary>
    public SymbolUse? At(string path, int offset)
    {
        SymbolUse? ending = null;
        foreach (var use in UsesIn(path))
        {
            if (use.Span.Start > offset)
                break;
            if (offset < use.Span.End)
                return use;
            if (offset == use.Span.End)
                ending = use;
        }

        return ending;
    }

    /// <summary>Every place that names a symbol, its declaration included, by file then position.</summary>
    public ImmutableArray<SymbolUse> UsesOf(Symbol symbol) =>
        [.. _byPath.Value.OrderBy(static p => p.Key, StringComparer.Ordinal).SelectMany(static p => p.Value).Where(u => ReferenceEquals(u.Symbol, symbol))];

    /// <summary>The names that a file declares or uses, in text order.</summary>
    public ImmutableArray<SymbolUse> UsesIn(string path) => _byPath.Value.TryGetValue(path, out var uses) ? uses : [];

    /// <summary>The names that can be written in a file, as they are written there: <c>shared.Baseline</c> for an import with an alias. Rules and cascades belong to their container.</summary>
    public ImmutableArray<(string Name, Symbol Symbol)> VisibleIn(string path, SymbolKinds kinds) =>
        [.. _visibleIn(path).Where(n => n.Symbol.Kind.Overlaps(kinds))];
}
