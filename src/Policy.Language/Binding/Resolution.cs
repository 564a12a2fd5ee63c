using OptPolicy.Language.Semantics;
using OptPolicy.Language.Syntax;

namespace OptPolicy.Language.Binding;

/// <summary>What the names and conditions of all files turned out to mean, by the syntax that holds them.</summary>
internal sealed class Resolution
{
    private readonly Dictionary<Expression, Symbol> _names = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Expression, Condition> _conditions = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<ExternCondition, Symbol> _externs = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<Symbol> _used = new(ReferenceEqualityComparer.Instance);

    public List<SymbolUse> Uses { get; } = [];

    public void Define(Symbol symbol) => Uses.Add(new SymbolUse(symbol, symbol.Text.Path, symbol.Span, IsDefinition: true));

    public void Use(Symbol symbol, SymbolUse use)
    {
        _used.Add(symbol);
        Uses.Add(use);
    }

    public void Bind(Expression syntax, Symbol symbol) => _names[syntax] = symbol;

    public void Bind(Expression syntax, Condition condition) => _conditions[syntax] = condition;

    public void Bind(ExternCondition condition, Symbol symbol) => _externs[condition] = symbol;

    public bool IsUsed(Symbol symbol) => _used.Contains(symbol);

    public Symbol? SymbolOf(NameValue? name) => name is not null && _names.TryGetValue(name.Path, out var symbol) ? symbol : null;

    public Condition? ConditionOf(ConditionValue? condition) => condition is not null && _conditions.TryGetValue(condition.Syntax, out var bound) ? bound : null;

    public Symbol? ExternOf(ExternCondition condition) => _externs.GetValueOrDefault(condition);
}
