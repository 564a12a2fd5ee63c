using System.Collections.Immutable;
using OptPolicy.Language.Semantics;
using ValueType = OptPolicy.Language.Semantics.ValueType;

namespace OptPolicy.Language.Analysis;

/// <summary>Splits a fact's domain at the constants it is compared with.</summary>
internal static class FactCells
{
    public static readonly ImmutableArray<FactCell> Flag = [Word("true"), Word("false")];

    /// <summary>Points and the open intervals between them, over the non-negative numbers (ratios: 0 to 1); cells without a value are left out.</summary>
    public static ImmutableArray<FactCell> OfNumber(ValueType type, IEnumerable<decimal> constants)
    {
        decimal? limit = type == ValueType.Ratio ? 1m : null;
        var cuts = constants.Where(c => c >= 0 && (limit is null || c <= limit)).Distinct().Order().ToList();
        var cells = ImmutableArray.CreateBuilder<FactCell>((2 * cuts.Count) + 1);
        for (var i = 0; i <= cuts.Count; i++)
        {
            var low = i == 0 ? 0m : cuts[i - 1];
            var interval = i < cuts.Count
                ? Between(type, low, includeLow: i == 0, cuts[i], includeHigh: false)
                : Above(type, low, includeLow: i == 0, limit);
            if (interval is { } inside)
            {
                cells.Add(inside);
            }

            if (i < cuts.Count && (!IsWhole(type) || IsInteger(cuts[i])))
            {
                cells.Add(Number(type, cuts[i], cuts[i], cuts[i]));
            }
        }

        return cells.ToImmutable();
    }

    /// <summary>Each named word, and for an open set one cell for all the others.</summary>
    public static ImmutableArray<FactCell> OfWords(FactDefinition definition, IEnumerable<string> named)
    {
        if (definition.EnumValues.Length > 0)
        {
            return [.. definition.EnumValues.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Word)];
        }

        var words = named.Distinct(ComparerOf(definition)).ToList();
        var other = "other";
        while (words.Contains(other, StringComparer.OrdinalIgnoreCase))
        {
            other = "an" + other;
        }

        return [.. words.Select(Word), Word(other) with { IsRemainder = true }];
    }

    /// <summary>The cell that holds a value; cells cover the whole domain, values outside it count as the nearest.</summary>
    public static int IndexOf(FactVariable variable, Constant value)
    {
        for (var i = 0; i < variable.Cells.Length; i++)
        {
            if (Holds(variable, variable.Cells[i], value))
            {
                return i;
            }
        }

        return variable.Cells.Length - 1;
    }

    private static bool Holds(FactVariable variable, FactCell cell, Constant value)
    {
        if (value.Type == ValueType.Bool)
        {
            return cell.Representative.Text == (value.Number != 0 ? "true" : "false");
        }

        if (cell.Lower is not { } lower)
        {
            var comparer = variable.Fact is { } fact ? ComparerOf(fact.Definition) : StringComparer.Ordinal;
            return !cell.IsRemainder && comparer.Equals(cell.Representative.Text, value.Text);
        }

        var number = value.Number;
        return lower == cell.Upper
            ? number == lower
            : number >= lower && (cell.Upper is not { } upper || number <= upper) && !IsCut(variable, cell, number);
    }

    private static bool IsCut(FactVariable variable, FactCell interval, decimal number) =>
        variable.Cells.Any(c => c != interval && c.Lower == number && c.Upper == number);

    /// <summary>Language tags and intent names are compared without case, every other word exactly.</summary>
    public static StringComparer ComparerOf(FactDefinition definition) =>
        definition.Name is "language" or "intent" ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;

    private static bool IsWhole(ValueType type) => type is ValueType.Tokens or ValueType.Count or ValueType.Bytes;

    private static bool IsInteger(decimal number) => number == decimal.Truncate(number);

    private static FactCell? Above(ValueType type, decimal low, bool includeLow, decimal? limit)
    {
        if (limit is { } top)
        {
            return Between(type, low, includeLow, top, includeHigh: true);
        }

        var next = includeLow ? low : decimal.Truncate(low) + 1;
        return Number(type, next, IsWhole(type) ? next : low, upper: null);
    }

    private static FactCell? Between(ValueType type, decimal low, bool includeLow, decimal high, bool includeHigh)
    {
        if (!IsWhole(type))
        {
            return low < high || (includeLow && includeHigh) ? Number(type, (low + high) / 2, low, high) : null;
        }

        var first = includeLow ? low : decimal.Truncate(low) + 1;
        var last = IsInteger(high) && !includeHigh ? high - 1 : decimal.Truncate(high);
        return first > last ? null : Number(type, decimal.Truncate((first + last) / 2), first, last);
    }

    private static FactCell Number(ValueType type, decimal value, decimal lower, decimal? upper) =>
        new(Constant.Of(type, value), lower, upper, IsRemainder: false);

    private static FactCell Word(string word) => new(Constant.OfEnum(word), Lower: null, Upper: null, IsRemainder: false);
}
