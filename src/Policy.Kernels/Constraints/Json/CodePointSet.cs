namespace OptPolicy.Kernels.Constraints;

/// <summary>A set of Unicode scalar values as sorted, disjoint ranges. Immutable.</summary>
internal sealed class CodePointSet
{
    private const int Last = 0x10FFFF;

    private CodePointSet(IReadOnlyList<(int First, int Last)> ranges) => Ranges = ranges;

    public static CodePointSet All { get; } = Of((0, 0xD7FF), (0xE000, Last));

    public static CodePointSet Digits { get; } = Of(('0', '9'));

    public static CodePointSet Word { get; } = Of(('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z'));

    /// <summary>White space as ECMAScript's <c>\s</c> has it.</summary>
    public static CodePointSet Space { get; } = Of(('\t', '\r'), (' ', ' '), (0xA0, 0xA0), (0x1680, 0x1680), (0x2000, 0x200A), (0x2028, 0x2029), (0x202F, 0x202F), (0x205F, 0x205F), (0x3000, 0x3000), (0xFEFF, 0xFEFF));

    public static CodePointSet LineEnds { get; } = Of(('\n', '\n'), ('\r', '\r'), (0x2028, 0x2029));

    public IReadOnlyList<(int First, int Last)> Ranges { get; }

    public static CodePointSet Of(params IEnumerable<(int First, int Last)> ranges)
    {
        var merged = new List<(int First, int Last)>();
        foreach (var range in ranges.OrderBy(static range => range.First))
        {
            if (merged.Count > 0 && range.First <= merged[^1].Last + 1)
                merged[^1] = (merged[^1].First, Math.Max(merged[^1].Last, range.Last));
            else
                merged.Add(range);
        }

        return new(merged);
    }

    public static CodePointSet operator |(CodePointSet x, CodePointSet y) => Of(x.Ranges.Concat(y.Ranges));

    public CodePointSet Except(CodePointSet other)
    {
        var left = Ranges;
        foreach (var (first, last) in other.Ranges)
        {
            left = [.. left.SelectMany(range => Enumerable.Where<(int First, int Last)>(
                [(range.First, Math.Min(range.Last, first - 1)), (Math.Max(range.First, last + 1), range.Last)],
                static part => part.First <= part.Last))];
        }

        return new(left);
    }

    public CodePointSet Complement() => All.Except(this);
}
