using System.Collections.Immutable;
using OptPolicy.Language.Semantics;

namespace OptPolicy.Language.Analysis;

/// <summary>
/// All requests, seen through a set of conditions: every fact of the set is split into finitely many cells, which makes
/// satisfiability, implication and coverage of the conditions exact without a solver. Not thread-safe.
/// </summary>
internal sealed class ConditionSpace
{
    /// <summary>Operations on the diagram go as deep as there are facts, and a compiler thread's stack is small.</summary>
    private const int MaxFacts = 200;

    private const int MaxCells = 1_000;

    private readonly ImmutableArray<FactVariable> _variables;
    private readonly Dictionary<string, int> _indexByName;
    private readonly DecisionDiagram _diagram;
    private readonly bool _isTooLarge;

    public ConditionSpace(IEnumerable<Condition> conditions, int maxNodes = DecisionDiagram.DefaultMaxNodes)
    {
        _variables = FactCollector.Collect(conditions);
        _indexByName = new Dictionary<string, int>(_variables.Length, StringComparer.Ordinal);
        for (var i = 0; i < _variables.Length; i++)
        {
            _indexByName.Add(_variables[i].Name, i);
        }

        _isTooLarge = _variables.Length > MaxFacts || _variables.Any(static v => v.Cells.Length > MaxCells);
        _diagram = new DecisionDiagram([.. _variables.Select(static v => v.Cells.Length)], maxNodes);
    }

    public RequestSet All => new(DecisionDiagram.True);

    public RequestSet None => new(DecisionDiagram.False);

    public int NodeCount => _diagram.NodeCount;

    /// <summary>The requests for which the condition holds; a null condition always holds.</summary>
    public RequestSet Where(Condition? condition) => condition is null ? All : new RequestSet(Compile(condition));

    public RequestSet Union(RequestSet left, RequestSet right) => new(_diagram.Or(left.Node, right.Node));

    public RequestSet Intersect(RequestSet left, RequestSet right) => new(_diagram.And(left.Node, right.Node));

    public RequestSet Except(RequestSet left, RequestSet right) => new(_diagram.AndNot(left.Node, right.Node));

    /// <summary>The requests of <paramref name="set"/> whose Bool fact has this value; the whole set when no condition mentions the fact.</summary>
    public RequestSet WhereFlag(RequestSet set, string fact, bool value) =>
        _indexByName.TryGetValue(fact, out var index) && _variables[index].Cells.Length == FactCells.Flag.Length
            ? Intersect(set, new RequestSet(_diagram.Literal(index, [value, !value])))
            : set;

    /// <summary>The requests of <paramref name="set"/> whose fact has this value; the whole set when no condition mentions the fact.</summary>
    public RequestSet WherePinned(RequestSet set, string fact, Constant value)
    {
        if (!_indexByName.TryGetValue(fact, out var index))
        {
            return set;
        }

        var variable = _variables[index];
        var cells = new bool[variable.Cells.Length];
        cells[FactCells.IndexOf(variable, value)] = true;
        return Intersect(set, new RequestSet(_diagram.Literal(index, cells)));
    }

    /// <summary>Whether every request of the set has this Bool fact; false when undecided or no condition mentions the fact.</summary>
    public bool Requires(RequestSet set, string fact) => Mentions(fact) && WhereFlag(set, fact, value: false).IsEmpty;

    /// <summary>Whether any condition mentions the fact.</summary>
    public bool Mentions(string fact) => _indexByName.ContainsKey(fact);

    /// <summary>The smallest and largest value the fact takes in the set; null where unbounded or unknown.</summary>
    public (decimal? Lower, decimal? Upper) Bounds(RequestSet set, string fact)
    {
        if (set.IsUndecided || !_indexByName.TryGetValue(fact, out var index))
        {
            return (null, null);
        }

        var cells = _variables[index].Cells;
        Span<bool> possible = stackalloc bool[cells.Length];
        _diagram.MarkPossible(set.Node, index, possible);
        var (first, last) = (possible.IndexOf(true), possible.LastIndexOf(true));
        return first < 0 ? (null, null) : (cells[first].Lower, cells[last].Upper);
    }

    /// <summary>A request of the set: one value for every fact that matters. Empty when every request is in the set.</summary>
    public Witness WitnessOf(RequestSet set)
    {
        var facts = ImmutableArray.CreateBuilder<WitnessFact>();
        var node = set.Node;
        while (node > DecisionDiagram.True)
        {
            var variable = _variables[_diagram.VariableOf(node)];
            var cell = PreferredCell(node, variable);
            facts.Add(new WitnessFact(variable.Name, variable.Fact, variable.Cells[cell].Representative));
            node = _diagram.Child(node, cell);
        }

        return new Witness(facts.ToImmutable());
    }

    private int PreferredCell(int node, FactVariable variable)
    {
        // A plain request is the easiest to picture: flags off, the first word or number that will do.
        if (variable.Cells.Length == FactCells.Flag.Length && variable.Cells[1].Representative.Text == "false")
        {
            return _diagram.Child(node, 1) != DecisionDiagram.False ? 1 : 0;
        }

        for (var cell = 0; cell < variable.Cells.Length; cell++)
        {
            if (_diagram.Child(node, cell) != DecisionDiagram.False)
            {
                return cell;
            }
        }

        throw new InvalidOperationException("A node of a reduced diagram has a branch that is not false.");
    }

    private int Compile(Condition condition) => condition switch
    {
        _ when _isTooLarge => DecisionDiagram.Undecided,
        AndCondition and => _diagram.And(Compile(and.Left), Compile(and.Right)),
        OrCondition or => _diagram.Or(Compile(or.Left), Compile(or.Right)),
        NotCondition not => _diagram.Not(Compile(not.Operand)),
        _ => CompileAtom(condition),
    };

    private int CompileAtom(Condition atom)
    {
        var index = _indexByName[FactCollector.NameOf(atom)];
        var variable = _variables[index];
        Span<bool> cells = stackalloc bool[variable.Cells.Length];
        for (var i = 0; i < cells.Length; i++)
        {
            cells[i] = AtomEvaluation.Holds(atom, variable.Cells[i].Representative);
        }

        return _diagram.Literal(index, cells);
    }
}
