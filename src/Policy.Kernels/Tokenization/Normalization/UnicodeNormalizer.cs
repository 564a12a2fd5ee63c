using OptPolicy.Kernels.Tokenization.Text;

namespace OptPolicy.Kernels.Tokenization.Normalization;

/// <summary>The four normalisation forms of UAX #15.</summary>
internal sealed class UnicodeNormalizer(bool compatible, bool compose) : Normalizer
{
    private const int HangulBase = 0xAC00, LeadBase = 0x1100, VowelBase = 0x1161, TailBase = 0x11A7;
    private const int Leads = 19, Vowels = 21, Tails = 28;

    public static UnicodeNormalizer Decomposition { get; } = new(compatible: false, compose: false);

    public override bool Apply(ReadOnlySpan<char> text, TextBuffer output)
    {
        // Below U+00C0 (U+0300 for NFC, whose quick check is Yes up to there) nothing changes in the canonical forms; in the
        // compatible ones nothing below U+00A0.
        var quiet = compatible ? '\u009F' : compose ? '\u02FF' : '\u00BF';
        if (!text.ContainsAnyExceptInRange('\0', quiet))
            return false;

        var points = new List<int>(text.Length + 16);
        foreach (var rune in text.EnumerateRunes())
            Decompose(rune.Value, points);
        Order(points);
        if (compose)
            Compose(points);
        foreach (var point in points)
            output.AppendRune(point);
        return true;
    }

    private void Decompose(int point, List<int> points)
    {
        if (point < 0xA0)
        {
            points.Add(point);
            return;
        }

        var syllable = point - HangulBase;
        if (syllable is >= 0 and < Leads * Vowels * Tails)
        {
            points.Add(LeadBase + (syllable / (Vowels * Tails)));
            points.Add(VowelBase + (syllable % (Vowels * Tails) / Tails));
            if (syllable % Tails != 0)
                points.Add(TailBase + (syllable % Tails));
            return;
        }

        if (UnicodeTables.Instance.Decompose(point, compatible) is { } parts)
            points.AddRange(parts);
        else
            points.Add(point);
    }

    /// <summary>Canonical ordering: a stable sort of every run of marks by combining class.</summary>
    private static void Order(List<int> points)
    {
        var tables = UnicodeTables.Instance;
        for (var start = 0; start < points.Count; start++)
        {
            if (tables.ClassOf(points[start]) == 0)
                continue;
            var end = start + 1;
            while (end < points.Count && tables.ClassOf(points[end]) != 0)
                end++;
            if (end - start > 1)
            {
                var sorted = points.GetRange(start, end - start).OrderBy(point => tables.ClassOf(point)).ToArray();
                for (var i = 0; i < sorted.Length; i++)
                    points[start + i] = sorted[i];
            }

            start = end;
        }
    }

    /// <summary>Canonical composition: every character joins the last starter unless one of its class or higher stands between.</summary>
    private static void Compose(List<int> points)
    {
        var tables = UnicodeTables.Instance;
        var (starter, lastClass, written) = (-1, -1, 0);
        for (var i = 0; i < points.Count; i++)
        {
            var point = points[i];
            var combiningClass = tables.ClassOf(point);
            if (starter >= 0 && lastClass < combiningClass && TryJoin(tables, points[starter], point, out var joined))
            {
                points[starter] = joined;
                continue;
            }

            if (combiningClass == 0)
                (starter, lastClass) = (written, -1);
            else
                lastClass = combiningClass;
            points[written++] = point;
        }

        points.RemoveRange(written, points.Count - written);
    }

    private static bool TryJoin(UnicodeTables tables, int first, int second, out int joined)
    {
        var (lead, vowel) = (first - LeadBase, second - VowelBase);
        if (lead is >= 0 and < Leads && vowel is >= 0 and < Vowels)
        {
            joined = HangulBase + (((lead * Vowels) + vowel) * Tails);
            return true;
        }

        var (syllable, tail) = (first - HangulBase, second - TailBase);
        if (syllable is >= 0 and < Leads * Vowels * Tails && syllable % Tails == 0 && tail is > 0 and < Tails)
        {
            joined = first + tail;
            return true;
        }

        return tables.TryCompose(first, second, out joined);
    }
}
