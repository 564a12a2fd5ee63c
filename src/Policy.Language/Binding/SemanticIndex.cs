using System.Collections.Frozen;
using System.Collections.Immutable;
using OptPolicy.Language.Schema;

namespace OptPolicy.Language.Binding;

/// <summary>Which name means what, across files: go to definition, find references, rename and completion of names. Immutable; thread-safe.</summary>
public sealed class SemanticIndex
{
    private readonly FrozenDictionary<string, ImmutableArray<SymbolUse>> _byPath;
    private readonly FrozenDictionary<string, ImmutableArray<(string Name, Symbol Symbol)>> _visible;

    internal SemanticIndex(IEnumerable<SymbolUse> uses, IReadOnlyDictionary<string, ImmutableArray<(string Name, Symbol Symbol)>> visible)
    {
        _byPath = uses.GroupBy(static u => u.Path).ToFrozenDictionary(
            static g => g.Key,
            static g => g.OrderBy(static u => u.Span.Start).ToImmutableArray());
        _visible = visible.ToFrozenDictionary();
    }

    public static SemanticIndex Empty { get; } = new([], ImmutableDictionary<string, ImmutableArray<(string, Symbol)>>.Empty);

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
        [.. _byPath.OrderBy(static p => p.Key, StringComparer.Ordinal).SelectMany(static p => p.Value).Where(u => ReferenceEquals(u.Symbol, symbol))];

    /// <summary>The names that a file declares or uses, in text order.</summary>
    public ImmutableArray<SymbolUse> UsesIn(string path) => _byPath.TryGetValue(path, out var uses) ? uses : [];

    /// <summary>The names that can be written in a file, as they are written there: <c>shared.Baseline</c> for an import with an alias. Rules and cascades belong to their container.</summary>
    public ImmutableArray<(string Name, Symbol Symbol)> VisibleIn(string path, SymbolKinds kinds) =>
        _visible.TryGetValue(path, out var names) ? [.. names.Where(n => n.Symbol.Kind.Overlaps(kinds))] : [];
}
