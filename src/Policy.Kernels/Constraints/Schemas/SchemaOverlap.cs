using System.Text.Json;

namespace OptPolicy.Kernels.Constraints;

/// <summary>Tells whether the alternatives of a <c>oneOf</c> exclude each other, so that writing any of them satisfies exactly one.</summary>
internal static class SchemaOverlap
{
    /// <summary>The first two alternatives that a value might satisfy both; <see langword="null"/> when there are none.</summary>
    public static (int First, int Second)? Find(SchemaDocument document, SchemaPart[] branches)
    {
        var facts = Array.ConvertAll(branches, branch => new SchemaFacts(document, [branch]));
        for (var x = 0; x < facts.Length; x++)
        {
            for (var y = x + 1; y < facts.Length; y++)
            {
                if (!AreApart(document, facts[x], facts[y]))
                    return (x, y);
            }
        }

        return null;
    }

    private static bool AreApart(SchemaDocument document, SchemaFacts x, SchemaFacts y)
    {
        if (x.IsImpossible || y.IsImpossible)
            return true;
        if (x.Values is { } these && y.Values is { } those)
            return AreApart(these, those);
        if (x.Values is { } constants)
            return !constants.Exists(value => x.IsOfType(value, y.Types()));
        if (y.Values is { } others)
            return !others.Exists(value => x.IsOfType(value, x.Types()));
        var types = y.Types();
        var shared = x.Types().Where(type => types.Contains(type) || (type == "number" && types.Contains("integer")) || (type == "integer" && types.Contains("number"))).ToArray();
        return shared.Length == 0 || (shared is ["object"] && HasDiscriminator(document, x, y));
    }

    private static bool HasDiscriminator(SchemaDocument document, SchemaFacts x, SchemaFacts y) =>
        Constants(document, x).Join(Constants(document, y), static pair => pair.Key, static pair => pair.Key, static (a, b) => (a.Value, b.Value)).Any(static pair => AreApart(pair.Item1, pair.Item2));

    private static Dictionary<string, List<JsonElement>> Constants(SchemaDocument document, SchemaFacts facts)
    {
        var constants = new Dictionary<string, List<JsonElement>>(StringComparer.Ordinal);
        foreach (var name in facts.Parts.Where(static part => part.Has("required")).SelectMany(static part => part.Items("required")).Select(static item => item.Element.GetString()!))
        {
            foreach (var part in facts.Parts)
            {
                if (part.Has("properties") && part.Element.GetProperty("properties").TryGetProperty(name, out _)
                    && new SchemaFacts(document, [part.Child("properties", name)]).Values is { } values)
                {
                    constants[name] = values;
                }
            }
        }

        return constants;
    }

    private static bool AreApart(List<JsonElement> x, List<JsonElement> y) => !x.Exists(value => y.Exists(other => JsonElement.DeepEquals(value, other)));
}
