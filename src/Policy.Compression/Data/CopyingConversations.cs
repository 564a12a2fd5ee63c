namespace OptPolicy.Compression.Data;

/// <summary>Exercises in repeating a passage word for word, which teach a small model to copy from its prompt as larger ones do.</summary>
public static class CopyingConversations
{
    private const int ShortestPassage = 60, LongestPassage = 420;

    /// <summary>Draws paragraphs of a text file (one a line), with repetition.</summary>
    /// <exception cref="TrainingDataException">No paragraph is long enough.</exception>
    public static IReadOnlyList<Conversation> Draw(string path, int count, int seed)
    {
        var passages = TextFile.ReadLines(path).Where(p => p.Length is >= ShortestPassage and <= LongestPassage).ToArray();
        if (passages.Length == 0)
            throw new TrainingDataException($"{path} has no line of {ShortestPassage} to {LongestPassage} characters to repeat");

        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => Exercise(passages[random.Next(passages.Length)].Trim()))];
    }

    private static Conversation Exercise(string passage) =>
        new([new("user", $"Repeat this text word for word:\n{passage}"), new("assistant", passage)]);
}
