using System.Collections.Immutable;
using OptPolicy.Language.Semantics;
using ValueType = OptPolicy.Language.Semantics.ValueType;

namespace OptPolicy.Language.Analysis;

/// <summary>Finds the facts of a set of conditions and the constants each is compared with.</summary>
internal static class FactCollector
{
    public static ImmutableArray<FactVariable> Collect(IEnumerable<Condition> conditions)
    {
        var order = new List<string>();
        var uses = new Dictionary<string, (FactReference? Fact, List<Constant> Constants)>(StringComparer.Ordinal);
        foreach (var atom in conditions.SelectMany(Atoms))
        {
            var name = NameOf(atom);
            if (!uses.TryGetValue(name, out var use))
            {
                uses.Add(name, use = (FactOf(atom), []));
                order.Add(name);
            }

            use.Constants.AddRange(ConstantsOf(atom));
        }

        return [.. order.Select(name => new FactVariable(name, uses[name].Fact, CellsOf(uses[name].Fact, uses[name].Constants)))];
    }

    /// <summary>Equal names are the same atom: the same fact, the same C# predicate, or the same search of the same text.</summary>
    public static string NameOf(Condition atom) => atom switch
    {
        FlagCondition flag => flag.Fact.Name,
        RangeCondition range => range.Fact.Name,
        ExternCondition external => external.Extern + "(…)",
        ComparisonCondition { Operator: ComparisonOperator.Contains } search => Search(search, "contains"),
        ComparisonCondition { Operator: ComparisonOperator.Matches } search => Search(search, "matches"),
        ComparisonCondition comparison => comparison.Fact.Name,
        _ => throw new ArgumentOutOfRangeException(nameof(atom), atom, "Not an atom."),
    };

    private static string Search(ComparisonCondition search, string word) =>
        $"{search.Fact.Name} {word} {string.Join(", ", search.Values.Items.Select(static v => $"\"{v.Text}\""))}";

    private static IEnumerable<Condition> Atoms(Condition condition) => condition switch
    {
        AndCondition and => Atoms(and.Left).Concat(Atoms(and.Right)),
        OrCondition or => Atoms(or.Left).Concat(Atoms(or.Right)),
        NotCondition not => Atoms(not.Operand),
        _ => [condition],
    };

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
}
