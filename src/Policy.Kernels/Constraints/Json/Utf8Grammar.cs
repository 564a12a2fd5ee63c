using System.Text;

namespace OptPolicy.Kernels.Constraints;

/// <summary>Writes sets of characters as sequences of byte ranges.</summary>
internal static class Utf8Grammar
{
    private static readonly int[] LengthLimits = [0x7F, 0x7FF, 0xFFFF, 0x10FFFF];

    /// <summary>One character of <paramref name="set"/> in UTF-8.</summary>
    public static GrammarNode Character(GrammarBuilder builder, CodePointSet set)
    {
        var singles = default(ByteSet);
        var choices = new List<GrammarNode>();
        foreach (var (first, last) in set.Except(CodePointSet.Of((0xD800, 0xDFFF))).Ranges)
        {
            var start = first;
            foreach (var limit in LengthLimits)
            {
                var end = Math.Min(last, limit);
                if (start > end)
                    continue;
                if (limit == 0x7F)
                    singles |= ByteSet.Range((byte)start, (byte)end);
                else
                    Split(builder, Bytes(start), Bytes(end), choices, prefix: []);
                start = end + 1;
            }
        }

        if (singles.Count > 0)
            choices.Add(builder.Set(singles));
        return builder.Choice([.. choices]);
    }

    // Cuts a range of equally long sequences where the bytes after the first differing one would not be free.
    private static void Split(GrammarBuilder builder, ReadOnlySpan<byte> first, ReadOnlySpan<byte> last, List<GrammarNode> choices, GrammarNode[] prefix)
    {
        if (first.Length == 1)
        {
            choices.Add(builder.Sequence([.. prefix, builder.Set(ByteSet.Range(first[0], last[0]))]));
            return;
        }

        if (first[0] == last[0])
        {
            Split(builder, first[1..], last[1..], choices, [.. prefix, builder.Set(ByteSet.Of(first[0]))]);
            return;
        }

        var (low, high) = (first[0], last[0]);
        Span<byte> bottom = stackalloc byte[first.Length - 1];
        Span<byte> top = stackalloc byte[first.Length - 1];
        bottom.Fill(0x80);
        top.Fill(0xBF);
        if (!first[1..].SequenceEqual(bottom))
        {
            Split(builder, first[1..], top, choices, [.. prefix, builder.Set(ByteSet.Of(low))]);
            low++;
        }

        var cutsHigh = !last[1..].SequenceEqual(top);
        if (low <= (cutsHigh ? high - 1 : high))
            Split(builder, bottom, top, choices, [.. prefix, builder.Set(ByteSet.Range(low, cutsHigh ? (byte)(high - 1) : high))]);
        if (cutsHigh)
            Split(builder, bottom, last[1..], choices, [.. prefix, builder.Set(ByteSet.Of(high))]);
    }

    private static byte[] Bytes(int codePoint) => Encoding.UTF8.GetBytes(char.ConvertFromUtf32(codePoint));
}
