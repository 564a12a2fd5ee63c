using OptPolicy.Compression.Data.Texts;

namespace OptPolicy.Compression.Data.Questions;

/// <summary>A word and the words that stand to it in a known relation.</summary>
/// <param name="Word">The word, in lower case.</param>
/// <param name="Kind"><c>noun</c>, <c>nouns</c> (in the plural), <c>verb</c>, <c>adj</c> or <c>adv</c>.</param>
/// <param name="Alike">Words that mean the same.</param>
/// <param name="Akin">Other words of its kind, which mean something else.</param>
/// <param name="Opposite">Words of the opposite meaning.</param>
public sealed record WordRelation(string Word, string Kind, IReadOnlyList<string> Alike, IReadOnlyList<string> Akin, IReadOnlyList<string> Opposite)
{
    /// <summary>Reads JSON lines <c>{"word", "kind", "alike": [], "akin": [], "opposite": []}</c>.</summary>
    /// <exception cref="TrainingDataException">A line is something else, or the file has none.</exception>
    public static IReadOnlyList<WordRelation> Read(string path) => JsonLineFile.Read(
        path, """{"word": "…", "kind": "…", "alike": [], "akin": [], "opposite": []}""",
        line => new WordRelation(line.Text("word"), line.Text("kind"), line.Texts("alike"), line.Texts("akin"), line.Texts("opposite")));
}
