using OptPolicy.Language.Schema;

namespace OptPolicy.Language.Binding;

/// <summary>The names inside one policy: its cascades and rules, then its file's names, then those of the policy it extends.</summary>
internal sealed class PolicyScope(FileScope file, BoundStatement statement, Symbol symbol)
{
    private readonly List<Symbol> _members = [];

    public FileScope File { get; } = file;

    public BoundStatement Statement { get; } = statement;

    public Symbol Symbol { get; } = symbol;

    /// <summary>The extended policy; null when there is none or it is part of a circle.</summary>
    public PolicyScope? Parent { get; set; }

    /// <summary>It says <c>extends</c>, whether or not that could be resolved.</summary>
    public bool Extends => Statement.Has("extends");

    public bool IsExtended { get; set; }

    /// <summary>Cascades and rules declared here.</summary>
    public IReadOnlyList<Symbol> Members => _members;

    public void Add(Symbol member) => _members.Add(member);

    public Symbol? FindMember(string name, SymbolKinds kinds)
    {
        for (var scope = this; scope is not null; scope = scope.Parent)
        {
            if (scope._members.Find(m => m.Kind.Overlaps(kinds) && string.Equals(m.Name, name, StringComparison.Ordinal)) is { } member)
                return member;
        }

        return null;
    }

    public bool IsObscured(string name)
    {
        for (var scope = this; scope is not null; scope = scope.Parent)
        {
            if (scope.File.IsObscured(name))
                return true;
        }

        // An extended policy that could not be found may have declared anything.
        return Extends && Parent is null;
    }

    public IEnumerable<string> NamesOf(SymbolKinds kinds)
    {
        for (var scope = this; scope is not null; scope = scope.Parent)
        {
            foreach (var member in scope._members.Where(m => m.Kind.Overlaps(kinds)))
                yield return member.Name;
            foreach (var (name, symbol) in scope.File.Visible())
            {
                if (symbol.Kind.Overlaps(kinds) && symbol.Container is null)
                    yield return name;
            }
        }
    }
}
