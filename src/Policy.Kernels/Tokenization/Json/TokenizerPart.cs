using System.Text.Json;
using OptPolicy.Kernels.Models;

namespace OptPolicy.Kernels.Tokenization.Json;

/// <summary>One object of a <c>tokenizer.json</c> with its place, so that every complaint can name the part and the file.</summary>
internal readonly struct TokenizerPart(string file, string place, JsonElement json)
{
    public JsonElement Json => json;

    public string Place => place;

    public bool IsPresent => json.ValueKind == JsonValueKind.Object;

    public string Type => Text("type") ?? throw Fault("has no \"type\"");

    public TokenizerPart this[string name] =>
        new(file, place.Length == 0 ? name : $"{place}.{name}", Property(name) ?? default);

    public LocalModelException Fault(string what) => new($"{file}: {(place.Length == 0 ? "the file" : place)} {what}.");

    public LocalModelException Unsupported(string what) =>
        Fault($"{what} is not supported; convert the tokenizer to the supported parts or use another export of the model");

    public bool Flag(string name, bool otherwise) => Property(name) switch
    {
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        _ => otherwise,
    };

    public string? Text(string name) => Property(name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    public string RequiredText(string name) => Text(name) ?? throw Fault($"has no \"{name}\"");

    public int? Number(string name) =>
        Property(name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var value) ? value : null;

    public JsonElement Object(string name) =>
        Property(name) is { ValueKind: JsonValueKind.Object } value ? value : throw Fault($"has no \"{name}\"");

    public JsonElement Array(string name) =>
        Property(name) is { ValueKind: JsonValueKind.Array } value ? value : throw Fault($"has no list \"{name}\"");

    public IEnumerable<TokenizerPart> Parts(string name)
    {
        var (fileName, at) = (file, place.Length == 0 ? name : $"{place}.{name}");
        return Array(name).EnumerateArray().Select((item, index) => new TokenizerPart(fileName, $"{at}[{index}]", item)).ToArray();
    }

    private JsonElement? Property(string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) ? value : null;
}
