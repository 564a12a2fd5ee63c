using System.Text.Encodings.Web;
using System.Text.Json;

namespace OptPolicy.Compression.Data.Texts;

/// <summary>Two texts and what is said about them together.</summary>
/// <param name="First">The first text.</param>
/// <param name="Second">The second text.</param>
/// <param name="Label">The class's name, for example <c>same</c>.</param>
/// <param name="Family">Where the pair comes from, for measuring by kind.</param>
public sealed record TextPair(string First, string Second, string Label, string? Family = null)
{
    /// <summary>The label of pairs that mean the same.</summary>
    public const string Same = "same";

    /// <summary>The label of pairs that do not.</summary>
    public const string Different = "different";

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reads JSON lines <c>{"text_a", "text_b", "label"}</c>.</summary>
    /// <exception cref="TrainingDataException">A line is something else, or the file has none.</exception>
    public static IReadOnlyList<TextPair> Read(string path) => JsonLineFile.Read(
        path, """{"text_a": "…", "text_b": "…", "label": "…"}""", line => new TextPair(line.Text("text_a"), line.Text("text_b"), line.Text("label"), line.OptionalText("family")));

    /// <summary>Writes JSON lines.</summary>
    public static void Write(string path, IEnumerable<TextPair> pairs) =>
        File.WriteAllLines(path, pairs.Select(p => JsonSerializer.Serialize(new { text_a = p.First, text_b = p.Second, label = p.Label, family = p.Family }, Plain)));
}
