using System.Text;

namespace OptPolicy;

/// <summary>
/// The words of a text as keyword search compares them: letters and digits in lower case, English inflections taken off. An identifier counts as a whole and in its
/// parts, so that <c>MaxOutputTokens</c> is found by "max output tokens" and by itself. In scripts without spaces every character is a word.
/// </summary>
internal static class KeywordTerms
{
    private const int ShortestInflected = 4;
    private const char FirstIdeograph = '\u2E80';

    public static IEnumerable<string> Of(string text) => Runs(text).SelectMany(static run => OfRun(run, isTopical: false));

    /// <summary>The words of a question that are worth looking for: those that carry a topic, or all when none does.</summary>
    public static string[] OfQuestion(string question)
    {
        string[] topical = [.. Runs(question).SelectMany(static run => OfRun(run, isTopical: true)).Distinct(StringComparer.Ordinal)];
        return topical.Length > 0 ? topical : [.. Of(question).Distinct(StringComparer.Ordinal)];
    }

    private static IEnumerable<string> Runs(string text)
    {
        var start = 0;
        while (start < text.Length)
        {
            var end = start;
            while (end < text.Length && IsWordPart(text[end]) && (end == start || text[end] < FirstIdeograph))
                end++;
            if (end > start)
                yield return text[start..end];
            start = Math.Max(end, start + 1);
        }
    }

    private static IEnumerable<string> OfRun(string run, bool isTopical)
    {
        var parts = Parts(run);
        if (parts.Count > 1)
            yield return run.ToLowerInvariant();
        foreach (var part in parts)
        {
            if (!isTopical || !FunctionWords.All.Contains(part))
                yield return Stem(part);
        }
    }

    private static List<string> Parts(string run)
    {
        var (parts, part) = (new List<string>(), new StringBuilder());
        for (var i = 0; i < run.Length; i++)
        {
            if (part.Length > 0 && BreaksBefore(run, i))
            {
                parts.Add(part.ToString());
                part.Clear();
            }

            if (run[i] is not '_')
                part.Append(char.ToLowerInvariant(run[i]));
        }

        if (part.Length > 0)
            parts.Add(part.ToString());
        return parts;
    }

    private static bool BreaksBefore(string run, int at) =>
        run[at] is '_'
        || char.IsUpper(run[at]) && (char.IsLower(run[at - 1]) || at + 1 < run.Length && char.IsUpper(run[at - 1]) && char.IsLower(run[at + 1]));

    private static string Stem(string word) => word.Length >= ShortestInflected && word.All(char.IsAsciiLetterLower) ? WordStem.Of(word) : word;

    private static bool IsWordPart(char character) => char.IsLetterOrDigit(character) || character is '_';
}
