using System.Runtime.InteropServices;

namespace OptPolicy;

/// <summary>
/// The words of a question, pairs of neighbours, the first word, and runs of 3 to 5 letters within a word, each as a place in a table: hashing
/// needs no vocabulary (Weinberger et al., ICML 2009), and runs of letters know words in other forms and with typing errors (fastText).
/// </summary>
internal static class QuestionFeatures
{
    /// <summary>A run of letters says less than a word.</summary>
    public const float RunWeight = 0.5f;

    private const int ShortestRun = 3, LongestRun = 5;
    private const uint Offset = 2166136261, Prime = 16777619;

    /// <summary>How often each place occurs, words and runs weighted.</summary>
    /// <param name="text">The question.</param>
    /// <param name="places">The table's size, a power of two.</param>
    /// <param name="counts">Is cleared and filled.</param>
    public static void Count(string text, int places, Dictionary<int, float> counts)
    {
        counts.Clear();
        var mask = (uint)places - 1;
        var (start, before, isFirst) = (-1, 0u, true);
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && char.IsLetterOrDigit(text[i]))
            {
                if (start < 0) start = i;
                continue;
            }

            if (start < 0) continue;
            var word = text.AsSpan(start, i - start);
            var hash = Hash(Offset, word);
            Add(counts, hash & mask, 1);
            Add(counts, (isFirst ? Step(hash, '^') : Hash(Step(before, ' '), word)) & mask, 1);
            AddRuns(counts, word, mask);
            (start, before, isFirst) = (-1, hash, false);
        }
    }

    private static void AddRuns(Dictionary<int, float> counts, ReadOnlySpan<char> word, uint mask)
    {
        // A mark on either side tells a beginning and an ending from a middle.
        for (var first = -1; first < word.Length; first++)
        {
            var hash = Step(Offset, '#');
            for (var length = 1; length <= LongestRun && first + length <= word.Length + 1; length++)
            {
                var at = first + length - 1;
                hash = Step(hash, at < 0 ? '<' : at < word.Length ? char.ToLowerInvariant(word[at]) : '>');
                if (length >= ShortestRun) Add(counts, hash & mask, RunWeight);
            }
        }
    }

    private static uint Hash(uint hash, ReadOnlySpan<char> word)
    {
        foreach (var character in word) hash = Step(hash, char.ToLowerInvariant(character));
        return hash;
    }

    // FNV-1a, with its high bits, which change most, mixed into those that the mask keeps.
    private static uint Step(uint hash, char character)
    {
        hash = (hash ^ character) * Prime;
        return hash ^ (hash >> 15);
    }

    private static void Add(Dictionary<int, float> counts, uint place, float weight) =>
        CollectionsMarshal.GetValueRefOrAddDefault(counts, (int)place, out _) += weight;
}
