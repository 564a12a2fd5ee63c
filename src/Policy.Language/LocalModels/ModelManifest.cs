using System.Text.Json;

namespace OptPolicy.Language.LocalModels;

/// <summary>What the compiler reads of <c>optpolicy-model.json</c>.</summary>
public sealed record ModelManifest
{
    public const string FileName = "optpolicy-model.json";

    /// <summary>Whether the graph quantises activations with one scale for all rows of a call.</summary>
    public bool QuantizesActivationsPerTensor { get; init; }

    /// <summary>The most tokens of prompt and answer; 0 when it does not say.</summary>
    public long ContextTokens { get; init; }

    /// <summary>Why speculation cannot be lossless with this model; null when it can, or when only loading it can tell.</summary>
    public string? InexactBecause => QuantizesActivationsPerTensor ? "it quantises the activations of all rows of a call with one scale, so that each row depends on the others" : null;

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
                QuantizesActivationsPerTensor = Find(spec, "quantizesactivationspertensor") is { ValueKind: JsonValueKind.True },
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
