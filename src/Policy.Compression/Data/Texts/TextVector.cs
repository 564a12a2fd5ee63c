namespace OptPolicy.Compression.Data.Texts;

/// <summary>A text and the vector that another model gives it.</summary>
/// <param name="Text">The text.</param>
/// <param name="Vector">Its vector.</param>
public sealed record TextVector(string Text, float[] Vector)
{
    /// <summary>Reads JSON lines <c>{"text", "vector"}</c>; a vector is a list of numbers or float32 in base64.</summary>
    /// <exception cref="TrainingDataException">A line is something else or of another width, or the file has none.</exception>
    public static IReadOnlyList<TextVector> Read(string path)
    {
        int? width = null;
        return JsonLineFile.Read(path, """{"text": "…", "vector": […]}""", line =>
        {
            var vector = line.Vector("vector");
            width ??= vector.Length;
            return vector.Length == width ? new TextVector(line.Text("text"), vector) : throw line.Fault($"the vector has {vector.Length} numbers and those before it {width}");
        });
    }
}
