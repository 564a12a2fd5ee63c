using System.Text.Json;

namespace OptPolicy.Language.LocalModels;

/// <summary>What the compiler reads of <c>optpolicy-model.json</c>.</summary>
public sealed record ModelManifest
{
    public const string FileName = "optpolicy-model.json";

    /// <summary>How the weights are stored, in words of the manifest, for example <c>q4</c>; null when it does not say.</summary>
    public string? Format { get; init; }

    /// <summary>Whether the result of a row is known not to depend on how many rows run together; null when it does not say.</summary>
    public bool? HasCanonicalAttention { get; init; }

    /// <summary>The most tokens of prompt and answer; 0 when it does not say.</summary>
    public long ContextTokens { get; init; }

    /// <summary>Why speculation cannot be lossless with this model; null when it can, or when only loading it can tell.</summary>
    public string? InexactBecause =>
        Is(Format, "q4block128") ? "its weights are 4-bit in blocks of 128, whose products depend on how many rows run together"
        : HasCanonicalAttention is false ? "its attention depends on how many rows run together"
        : null;

    /// <summary>Reads a manifest; null when the text is not one.</summary>
    public static ModelManifest? Parse(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind != JsonValueKind.Object || Find(document.RootElement, "spec") is not { ValueKind: JsonValueKind.Object } spec)
                return null;
            return new ModelManifest
            {
                Format = Find(spec, "format") is { ValueKind: JsonValueKind.String } format ? format.GetString() : null,
                HasCanonicalAttention = Find(spec, "hascanonicalattention") is { ValueKind: JsonValueKind.True or JsonValueKind.False } flag ? flag.GetBoolean() : null,
                ContextTokens = Find(spec, "contexttokens") is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var tokens) ? tokens : 0,
            };
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JsonElement? Find(JsonElement root, string name)
    {
        foreach (var property in root.EnumerateObject())
        {
            if (Is(property.Name, name))
                return property.Value;
        }

        return null;
    }

    private static bool Is(string? written, string name) =>
        string.Equals(written?.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal), name, StringComparison.OrdinalIgnoreCase);
}
