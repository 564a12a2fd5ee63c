using System.Collections.Frozen;

namespace OptPolicy;

/// <summary>Closed classes of words, written as "class:member,member class:member".</summary>
internal static class WordClasses
{
    public static FrozenDictionary<string, string> Of(string table) =>
        table.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries)
            .Select(entry => entry.Split(':'))
            .SelectMany(entry => entry[1].Split(',').Select(word => KeyValuePair.Create(word, entry[0])))
            .ToFrozenDictionary(StringComparer.Ordinal);

    public static SortedSet<string> Members(QuestionText text, FrozenDictionary<string, string> classes)
    {
        var members = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var word in text.Words)
        {
            if (classes.TryGetValue(word.Text, out var member))
                members.Add(member);
        }

        return members;
    }
}
