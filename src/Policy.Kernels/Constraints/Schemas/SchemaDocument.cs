using System.Globalization;
using System.Text.Json;

namespace OptPolicy.Kernels.Constraints;

/// <summary>Finds what <c>$ref</c> points to in a schema document.</summary>
internal sealed class SchemaDocument(JsonElement root)
{
    public SchemaPart Root => new(root, "#");

    public SchemaPart Resolve(string reference, string from)
    {
        if (reference == "#")
            return Root;
        if (!reference.StartsWith("#/", StringComparison.Ordinal))
            return Anchor(reference) ?? throw Missing(reference, from);

        var element = root;
        foreach (var segment in reference[2..].Split('/'))
        {
            var name = Uri.UnescapeDataString(segment).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            var isFound = element.ValueKind switch
            {
                JsonValueKind.Object => element.TryGetProperty(name, out element),
                JsonValueKind.Array when int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < element.GetArrayLength() => (element = element[index]).ValueKind != JsonValueKind.Undefined,
                _ => false,
            };
            if (!isFound)
                throw Missing(reference, from);
        }

        return new(element, reference);
    }

    private SchemaPart? Anchor(string reference)
    {
        foreach (var container in new[] { "$defs", "definitions" })
        {
            if (!reference.StartsWith('#') || !root.TryGetProperty(container, out var definitions) || definitions.ValueKind != JsonValueKind.Object)
                continue;
            foreach (var definition in definitions.EnumerateObject())
            {
                if (definition.Value.ValueKind == JsonValueKind.Object && definition.Value.TryGetProperty("$anchor", out var anchor) && anchor.ValueEquals(reference.AsSpan(1)))
                    return new(definition.Value, $"#/{container}/{definition.Name}");
            }
        }

        return null;
    }

    private static GrammarException Missing(string reference, string from) => new($"The schema at {from} refers to '{reference}', which is not in the same document. Put it under \"$defs\".");
}
