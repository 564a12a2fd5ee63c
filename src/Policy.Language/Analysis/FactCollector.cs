using System.Collections.Immutable;
using OptPolicy.Language.Semantics;
using ValueType = OptPolicy.Language.Semantics.ValueType;

namespace OptPolicy.Language.Analysis;

/// <summary>Finds the facts of a set of conditions and the constants each is compared with.</summary>
internal static class FactCollector
{
    public static ImmutableArray<FactVariable> Collect(IEnumerable<Condition> conditions)
    {
        var atoms = new List<Condition>();
        foreach (var condition in conditions)
        {
            AddAtoms(condition, atoms);
        }

        var uses = new OrderedUses();
        foreach (var atom in atoms)
        {
            uses.Of(NameOf(atom), FactOf(atom)).AddRange(ConstantsOf(atom));
        }

        return uses.Variables();
    }

    /// <summary>Equal names are the same atom: the same fact, the same C# predicate, or the same search of the same text.</summary>
    public static string NameOf(Condition atom) => atom switch
    {
        FlagCondition flag => flag.Fact.Name,
        RangeCondition range => range.Fact.Name,
        ExternCondition external => external.Extern + "(request)",
        ComparisonCondition { Operator: ComparisonOperator.Contains } search => Search(search, "contains"),
        ComparisonCondition { Operator: ComparisonOperator.Matches } search => Search(search, "matches"),
        ComparisonCondition comparison => comparison.Fact.Name,
        _ => throw new ArgumentOutOfRangeException(nameof(atom), atom, "Not an atom."),
    };

    private static string Search(ComparisonCondition search, string word) =>
        $"{search.Fact.Name} {word} {string.Join(", ", search.Values.Items.Select(static v => $"\"{v.Text}\""))}";

    private static void AddAtoms(Condition condition, List<Condition> atoms)
    {
        switch (condition)
        {
            case AndCondition and:
                AddAtoms(and.Left, atoms);
                AddAtoms(and.Right, atoms);
                break;
            case OrCondition or:
                AddAtoms(or.Left, atoms);
                AddAtoms(or.Right, atoms);
                break;
            case NotCondition not:
                AddAtoms(not.Operand, atoms);
                break;
            default:
                atoms.Add(condition);
                break;
        }
    }

    private static FactReference? FactOf(Condition atom) => atom switch
    {
        FlagCondition flag => flag.Fact,
        RangeCondition range => range.Fact,
        ComparisonCondition { Operator: not (ComparisonOperator.Contains or ComparisonOperator.Matches) } comparison => comparison.Fact,
        _ => null,
    };

    private static IEnumerable<Constant> ConstantsOf(Condition atom) => atom switch
    {
        RangeCondition range => [range.Low, range.High],
        ComparisonCondition comparison => comparison.Values.Items,
        _ => [],
    };

    private static ImmutableArray<FactCell> CellsOf(FactReference? fact, List<Constant> constants) => fact?.Definition switch
    {
        null => FactCells.Flag,
        { Type: ValueType.Bool } => FactCells.Flag,
        { Type: ValueType.Text or ValueType.Enum } definition => FactCells.OfWords(definition, constants.Select(static c => c.Text ?? string.Empty)),
        { Type: var type } => FactCells.OfNumber(type, constants.Select(static c => c.Number)),
    };

    /// <summary>Facts in the order of their first use, which is the order of the diagram: facts of one condition stay close.</summary>
    private sealed class OrderedUses
    {
        private readonly List<(string Name, FactReference? Fact, List<Constant> Constants)> _uses = [];
        private readonly Dictionary<string, int> _indexByName = new(StringComparer.Ordinal);

        public List<Constant> Of(string name, FactReference? fact)
        {
            if (!_indexByName.TryGetValue(name, out var index))
            {
                _indexByName.Add(name, index = _uses.Count);
                _uses.Add((name, fact, []));
            }

            return _uses[index].Constants;
        }

        public ImmutableArray<FactVariable> Variables() => [.. _uses.Select(static u => new FactVariable(u.Name, u.Fact, CellsOf(u.Fact, u.Constants)))];
    }
}
