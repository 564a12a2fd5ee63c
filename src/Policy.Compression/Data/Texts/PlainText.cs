namespace OptPolicy.Compression.Data.Texts;

/// <summary>Texts of which nothing else is known.</summary>
public static class PlainText
{
    /// <summary>Reads the texts of JSON lines <c>{"text"}</c>; other members are passed over.</summary>
    /// <exception cref="TrainingDataException">A line is something else, or the file has none.</exception>
    public static IReadOnlyList<string> Read(string path) => JsonLineFile.Read(path, """{"text": "…"}""", line => line.Text("text"));
}
