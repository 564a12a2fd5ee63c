using System.Runtime.InteropServices;
using System.Text.Json;

namespace OptPolicy.Compression.Data.Texts;

/// <summary>One line's object.</summary>
internal readonly struct JsonLine(JsonElement element, string place, string shape)
{
    /// <exception cref="TrainingDataException">The member is missing, or no text, or empty.</exception>
    public string Text(string name) => OptionalText(name) is { Length: > 0 } text ? text : throw Fault($"'{name}' is missing or empty");

    /// <summary>A text, or <see langword="null"/> without the member.</summary>
    public string? OptionalText(string name) => Find(name) is not { } value ? null : value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
        _ => throw Fault($"'{name}' is no text"),
    };

    /// <summary>A list of numbers, or float32 numbers in little-endian order in base64.</summary>
    /// <exception cref="TrainingDataException">The member is missing or neither.</exception>
    public float[] Vector(string name)
    {
        var vector = Find(name) switch
        {
            { ValueKind: JsonValueKind.Array } list when list.EnumerateArray().All(n => n.ValueKind is JsonValueKind.Number) => [.. list.EnumerateArray().Select(n => n.GetSingle())],
            { ValueKind: JsonValueKind.String } text when text.TryGetBytesFromBase64(out var bytes) && bytes.Length % sizeof(float) == 0 => MemoryMarshal.Cast<byte, float>(bytes).ToArray(),
            _ => throw Fault($"'{name}' is neither a list of numbers nor float32 in base64"),
        };
        return vector.Length > 0 && Array.TrueForAll(vector, float.IsFinite) ? vector : throw Fault($"'{name}' is empty or has a number that is not finite");
    }

    /// <summary>A list of texts; empty without the member.</summary>
    /// <exception cref="TrainingDataException">The member is something else.</exception>
    public IReadOnlyList<string> Texts(string name) => Find(name) switch
    {
        null => [],
        { ValueKind: JsonValueKind.Array } list when list.EnumerateArray().All(t => t.ValueKind is JsonValueKind.String) => [.. list.EnumerateArray().Select(t => t.GetString()!)],
        _ => throw Fault($"'{name}' is no list of texts"),
    };

    public TrainingDataException Fault(string what) => new($"{place}: {what}; each line must be {shape}");

    private JsonElement? Find(string name) => element.ValueKind is JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind is not JsonValueKind.Null ? value : null;
}
