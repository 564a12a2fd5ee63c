using System.Text.Json;

namespace OptPolicy.Kernels.Constraints;

/// <summary>A schema that a value must satisfy together with others.</summary>
/// <param name="Element">The schema: an object or a boolean.</param>
/// <param name="Path">Its JSON pointer: its identity within the document.</param>
/// <param name="Settled">Which of its alternatives were already chosen from.</param>
internal readonly record struct SchemaPart(JsonElement Element, string Path, SettledChoices Settled = SettledChoices.None)
{
    public string Key => Settled == SettledChoices.None ? Path : $"{Path} -{(int)Settled}";

    public bool Has(string keyword) => Element.TryGetProperty(keyword, out _);

    public SchemaPart Child(string keyword, string? name = null)
    {
        var child = Element.GetProperty(keyword);
        var path = $"{Path}/{keyword}";
        return name is null ? new(child, path) : new(child.GetProperty(name), $"{path}/{name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}");
    }

    public IEnumerable<SchemaPart> Items(string keyword)
    {
        var index = 0;
        foreach (var item in Element.GetProperty(keyword).EnumerateArray())
            yield return new(item, $"{Path}/{keyword}/{index++}");
    }
}

/// <summary>Keywords of alternatives.</summary>
[Flags]
internal enum SettledChoices
{
    None = 0,
    AnyOf = 1,
    OneOf = 2,
}
