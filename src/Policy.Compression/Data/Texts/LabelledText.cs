namespace OptPolicy.Compression.Data.Texts;

/// <summary>A text and its class.</summary>
/// <param name="Text">The text.</param>
/// <param name="Label">The class's name.</param>
public sealed record LabelledText(string Text, string Label)
{
    /// <summary>Reads JSON lines <c>{"text", "label"}</c>.</summary>
    /// <exception cref="TrainingDataException">A line is something else, or the file has none.</exception>
    public static IReadOnlyList<LabelledText> Read(string path) =>
        JsonLineFile.Read(path, """{"text": "…", "label": "…"}""", line => new LabelledText(line.Text("text"), line.Text("label")));
}
