using System.Text.Json;
using OptPolicy.Kernels.Models;

namespace OptPolicy.Kernels.Checkpoints;

/// <summary>A JSON object from a model folder, read with errors that name the file. Immutable.</summary>
internal sealed class JsonFile
{
    private readonly JsonElement _element;

    private JsonFile(string path, JsonElement element)
    {
        Path = path;
        _element = element;
    }

    public string Path { get; }

    /// <exception cref="LocalModelException">The file is missing, or is no JSON object.</exception>
    public static JsonFile Read(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path), new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
            return document.RootElement.ValueKind is JsonValueKind.Object
                ? new JsonFile(path, document.RootElement.Clone())
                : throw new LocalModelException($"'{path}' does not hold a JSON object.");
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new LocalModelException($"'{path}' cannot be read: {error.Message}", error);
        }
    }

    /// <summary>The file, or <see langword="null"/> if there is none.</summary>
    public static JsonFile? ReadIfPresent(string path) => File.Exists(path) ? Read(path) : null;

    /// <summary>Whether the object has the member with a value other than null.</summary>
    public bool Has(string name) => Find(name) is not null;

    public JsonFile? Object(string name) => Find(name) is { ValueKind: JsonValueKind.Object } value ? new JsonFile(Path, value) : null;

    public string? Text(string name) => Find(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    public bool? Flag(string name) => Find(name)?.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    public int? Integer(string name)
    {
        if (Find(name) is not { } value)
            return null;
        return value.ValueKind is JsonValueKind.Number && value.TryGetInt32(out var integer)
            ? integer
            : throw new LocalModelException($"'{Path}' gives \"{name}\": {value.GetRawText()}, which is not an integer.");
    }

    /// <exception cref="LocalModelException">The member is missing or is no positive integer.</exception>
    public int Count(string name) => Integer(name) switch
    {
        null => throw new LocalModelException($"'{Path}' has no \"{name}\". The file belongs to another kind of model, or it is incomplete."),
        <= 0 and var value => throw new LocalModelException($"'{Path}' gives \"{name}\": {value}, which must be positive."),
        { } value => value,
    };

    public float? OptionalNumber(string name)
    {
        if (Find(name) is not { } value)
            return null;
        return value.ValueKind is JsonValueKind.Number && value.TryGetSingle(out var number) && float.IsFinite(number)
            ? number
            : throw new LocalModelException($"'{Path}' gives \"{name}\": {value.GetRawText()}, which is not a number.");
    }

    /// <exception cref="LocalModelException">The member is missing or is no number.</exception>
    public float Number(string name) => OptionalNumber(name) ?? throw new LocalModelException($"'{Path}' has no \"{name}\".");

    /// <summary>An integer or a list of integers; empty if the member is missing.</summary>
    public IReadOnlyList<int> Integers(string name) => Find(name) switch
    {
        { ValueKind: JsonValueKind.Array } list when list.EnumerateArray().All(static item => item.ValueKind is JsonValueKind.Number && item.TryGetInt32(out _)) =>
            [.. list.EnumerateArray().Select(static item => item.GetInt32())],
        null => [],
        _ => Integer(name) is { } one ? [one] : [],
    };

    /// <summary>The texts of a list; empty if the member is missing.</summary>
    public IReadOnlyList<string> Texts(string name) => Find(name) is { ValueKind: JsonValueKind.Array } list
        ? [.. list.EnumerateArray().Where(static item => item.ValueKind is JsonValueKind.String).Select(static item => item.GetString()!)]
        : [];

    private JsonElement? Find(string name) =>
        _element.TryGetProperty(name, out var value) && value.ValueKind is not JsonValueKind.Null ? value : null;
}
