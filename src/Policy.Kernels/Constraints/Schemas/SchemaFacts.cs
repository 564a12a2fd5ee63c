using System.Text.Json;

namespace OptPolicy.Kernels.Constraints;

/// <summary>What several schemas together ask of a value, except alternatives that are still to be chosen from.</summary>
internal sealed class SchemaFacts
{
    private static readonly Dictionary<string, string[]> TypeKeywords = new(StringComparer.Ordinal)
    {
        ["object"] = ["properties", "required", "additionalProperties", "patternProperties", "propertyNames", "minProperties", "maxProperties"],
        ["array"] = ["items", "prefixItems", "minItems", "maxItems", "uniqueItems", "contains"],
        ["string"] = ["minLength", "maxLength", "pattern", "format"],
        ["number"] = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"],
    };

    private static readonly string[] AllTypes = ["object", "array", "string", "number", "boolean", "null"];

    private readonly SchemaDocument _document;
    private readonly HashSet<string> _visited = new(StringComparer.Ordinal);
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);

    public SchemaFacts(SchemaDocument document, IEnumerable<SchemaPart> parts)
    {
        _document = document;
        foreach (var part in parts)
            Add(part);
    }

    /// <summary>The object schemas, references and <c>allOf</c> followed.</summary>
    public List<SchemaPart> Parts { get; } = [];

    public bool IsImpossible { get; private set; }

    /// <summary>A part with alternatives, and the keyword that holds them.</summary>
    public List<(SchemaPart Owner, string Keyword)> Choices { get; } = [];

    /// <summary>The only values allowed, by <c>enum</c> or <c>const</c>; <see langword="null"/> without either.</summary>
    public List<JsonElement>? Values { get; private set; }

    /// <summary>Types in the order in which the schema lists them.</summary>
    public IReadOnlyList<string> Types()
    {
        IEnumerable<string>? types = null;
        foreach (var part in Parts)
        {
            if (TypesOf(part) is { } own)
                types = types is null ? own : Both(types, own);
        }

        if (types is null)
        {
            var implied = TypeKeywords.Where(pair => Parts.Any(part => pair.Value.Any(part.Has))).Select(static pair => pair.Key).ToArray();
            types = implied.Length > 0 ? implied : AllTypes;
        }

        return [.. types];
    }

    /// <summary>The largest of a keyword's values over all parts.</summary>
    public int? Largest(string keyword) => Counts(keyword).DefaultIfEmpty(null).Max();

    /// <summary>The smallest of a keyword's values over all parts.</summary>
    public int? Smallest(string keyword) => Counts(keyword).DefaultIfEmpty(null).Min();

    public bool IsOfType(JsonElement value, IReadOnlyList<string> types) => value.ValueKind switch
    {
        JsonValueKind.Object => types.Contains("object"),
        JsonValueKind.Array => types.Contains("array"),
        JsonValueKind.String => types.Contains("string"),
        JsonValueKind.Number => types.Contains("number") || (types.Contains("integer") && value.TryGetDecimal(out var number) && decimal.IsInteger(number)),
        JsonValueKind.True or JsonValueKind.False => types.Contains("boolean"),
        _ => types.Contains("null"),
    };

    private static List<string>? TypesOf(SchemaPart part)
    {
        if (!part.Element.TryGetProperty("type", out var type))
            return null;
        var types = type.ValueKind switch
        {
            JsonValueKind.String => [type.GetString()!],
            JsonValueKind.Array => type.EnumerateArray().Select(static item => item.ValueKind == JsonValueKind.String ? item.GetString()! : "?").ToList(),
            _ => ["?"],
        };
        if (types.Find(static name => name is not ("object" or "array" or "string" or "number" or "integer" or "boolean" or "null")) is { } unknown)
            throw new GrammarException($"The schema at {part.Path} has a type '{unknown}' that JSON does not have.");
        if (part.Element.TryGetProperty("nullable", out var nullable) && nullable.ValueKind == JsonValueKind.True && !types.Contains("null"))
            types.Add("null");
        return types;
    }

    private static IEnumerable<string> Both(IEnumerable<string> x, List<string> y) =>
        [.. x.Select(type => y.Contains(type) ? type : type == "number" && y.Contains("integer") ? "integer" : type == "integer" && y.Contains("number") ? "integer" : null).OfType<string>()];

    private IEnumerable<int?> Counts(string keyword)
    {
        foreach (var part in Parts)
        {
            if (!part.Element.TryGetProperty(keyword, out var count))
                continue;
            if (count.ValueKind != JsonValueKind.Number || !count.TryGetDecimal(out var value) || value < 0 || !decimal.IsInteger(value))
                throw new GrammarException($"The schema at {part.Path} has a '{keyword}' that is not a count.");
            yield return (int)Math.Min(value, int.MaxValue);
        }
    }

    private void Add(SchemaPart part)
    {
        if (!_visited.Add(part.Path))
        {
            // A schema that is defined by nothing but itself describes no value.
            IsImpossible |= _open.Contains(part.Path);
            return;
        }

        if (part.Element.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            IsImpossible |= part.Element.ValueKind == JsonValueKind.False;
            return;
        }

        if (part.Element.ValueKind != JsonValueKind.Object)
            throw new GrammarException($"The schema at {part.Path} is neither an object nor true or false.");

        Parts.Add(part);
        _open.Add(part.Path);
        if (part.Element.TryGetProperty("$ref", out var reference))
            Add(_document.Resolve(reference.GetString() ?? "", part.Path));
        if (part.Element.TryGetProperty("const", out var constant))
            Restrict([constant]);
        if (part.Element.TryGetProperty("enum", out var values))
            Restrict([.. values.EnumerateArray()]);
        if (part.Has("anyOf") && !part.Settled.HasFlag(SettledChoices.AnyOf))
            Choices.Add((part, "anyOf"));
        if (part.Has("oneOf") && !part.Settled.HasFlag(SettledChoices.OneOf))
            Choices.Add((part, "oneOf"));
        if (part.Has("allOf"))
        {
            foreach (var member in part.Items("allOf"))
                Add(member);
        }

        _open.Remove(part.Path);
    }

    private void Restrict(List<JsonElement> values) =>
        Values = Values is null ? values : Values.FindAll(known => values.Exists(value => JsonElement.DeepEquals(known, value)));
}
