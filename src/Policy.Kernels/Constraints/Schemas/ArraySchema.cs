using System.Text.Json;

namespace OptPolicy.Kernels.Constraints;

/// <summary>Arrays: a prefix of items with schemas of their own, then items of one schema, within counts.</summary>
internal sealed class ArraySchema(SchemaCompiler compiler)
{
    public GrammarNode Compile(SchemaFacts facts)
    {
        var builder = compiler.Builder;
        var comma = compiler.Text.Comma;
        var min = facts.Largest("minItems") ?? 0;
        var max = facts.Smallest("maxItems") ?? int.MaxValue;
        var prefix = facts.Parts.Count == 0 ? 0 : facts.Parts.Max(PrefixLength);

        var item = compiler.Compile(ItemParts(facts, prefix));
        GrammarNode Rest(int written)
        {
            var fewest = Math.Max(0, min - written);
            var most = max == int.MaxValue ? max : max - written;
            if (most < 0)
                return builder.Nothing;
            if (written > 0)
                return builder.Repeat(builder.Sequence(comma, item), fewest, most);
            if (most == 0)
                return fewest == 0 ? builder.Empty : builder.Nothing;
            var some = builder.Sequence(item, builder.Repeat(builder.Sequence(comma, item), Math.Max(0, fewest - 1), most == int.MaxValue ? most : most - 1));
            return fewest == 0 ? builder.Optional(some) : some;
        }

        var tail = Rest(prefix);
        for (var index = prefix - 1; index >= 0; index--)
        {
            var own = compiler.Compile(ItemParts(facts, index));
            var more = builder.Sequence(index == 0 ? builder.Empty : comma, own, tail);
            tail = index >= max ? builder.Nothing : more;
            if (index >= min)
                tail = builder.Optional(tail);
        }

        return compiler.Text.Array(tail);
    }

    private static int PrefixLength(SchemaPart part) => Prefix(part) is { } keyword ? part.Element.GetProperty(keyword).GetArrayLength() : 0;

    // Until draft 2019-09 a list under "items" was what "prefixItems" is now, and "additionalItems" what "items" is.
    private static string? Prefix(SchemaPart part) =>
        part.Has("prefixItems") ? "prefixItems" : part.Element.TryGetProperty("items", out var items) && items.ValueKind == JsonValueKind.Array ? "items" : null;

    private static List<SchemaPart> ItemParts(SchemaFacts facts, int index)
    {
        var parts = new List<SchemaPart>();
        foreach (var part in facts.Parts)
        {
            var prefix = Prefix(part);
            var rest = prefix == "items" ? "additionalItems" : "items";
            if (prefix is not null && index < part.Element.GetProperty(prefix).GetArrayLength())
                parts.Add(part.Items(prefix).ElementAt(index));
            else if (part.Has(rest))
                parts.Add(part.Child(rest));
        }

        return parts;
    }
}
