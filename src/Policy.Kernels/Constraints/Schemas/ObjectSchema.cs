using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace OptPolicy.Kernels.Constraints;

/// <summary>Objects: declared properties in the schema's order, then further ones where they are allowed.</summary>
internal sealed class ObjectSchema(SchemaCompiler compiler, JsonGrammarOptions options)
{
    public GrammarNode Compile(SchemaFacts facts)
    {
        var required = facts.Parts.Where(static part => part.Has("required")).SelectMany(static part => part.Items("required")).Select(static item => item.Element.GetString()!).ToHashSet(StringComparer.Ordinal);
        var declared = facts.Parts.Where(static part => part.Has("properties")).SelectMany(static part => part.Element.GetProperty("properties").EnumerateObject().Select(static property => property.Name));
        var names = declared.Concat(required).Distinct(StringComparer.Ordinal).ToArray();
        var further = Further(facts, names);

        // From the last property to the first, so that each tail is shared by the ways to reach it.
        var (first, later) = (further.First, further.Later);
        foreach (var name in Enumerable.Reverse(names))
        {
            var member = compiler.Text.Member(compiler.Text.Name(name), compiler.Compile(PartsOf(facts, name)));
            var builder = compiler.Builder;
            var asFirst = builder.Sequence(member, later);
            var asLater = builder.Sequence(compiler.Text.Comma, member, later);
            (first, later) = required.Contains(name) ? (asFirst, asLater) : (builder.Choice(asFirst, first), builder.Choice(asLater, later));
        }

        return compiler.Text.Object(first);
    }

    private static List<SchemaPart> PartsOf(SchemaFacts facts, string name)
    {
        var parts = new List<SchemaPart>();
        foreach (var part in facts.Parts)
        {
            if (part.Has("properties") && part.Element.GetProperty("properties").TryGetProperty(name, out _))
                parts.Add(part.Child("properties", name));
            else if (part.Has("additionalProperties"))
                parts.Add(part.Child("additionalProperties"));
        }

        return parts;
    }

    private (GrammarNode First, GrammarNode Later) Further(SchemaFacts facts, string[] names)
    {
        var builder = compiler.Builder;
        var parts = facts.Parts.Where(static part => part.Has("additionalProperties")).Select(static part => part.Child("additionalProperties")).ToArray();
        var isOpen = parts.Length > 0
            ? !Array.Exists(parts, static part => part.Element.ValueKind == JsonValueKind.False)
            : options.AllowsUndeclaredProperties || !facts.Parts.Exists(static part => part.Has("properties"));
        if (!isOpen)
            return (builder.Empty, builder.Empty);

        var member = compiler.Text.Member(NameOutside(names), compiler.Compile(parts));
        return (builder.Optional(compiler.Text.Repeated(member)), builder.Repeat(builder.Sequence(compiler.Text.Comma, member), 0));
    }

    private GrammarNode NameOutside(string[] names) =>
        names.Length == 0 ? compiler.Text.String : compiler.Builder.Sequence(compiler.Text.Quote, Diverging([.. names.Select(static name => name.EnumerateRunes().ToArray())], 0));

    // Follows the declared names character by character, ends only where none of them ends, and is free once it has left them all.
    private GrammarNode Diverging(List<Rune[]> names, int position)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var builder = compiler.Builder;
        var children = names.Where(name => name.Length > position).GroupBy(name => name[position].Value).ToArray();
        var taken = CodePointSet.Of(children.Select(static group => (group.Key, group.Key)));
        var unescaped = CodePointSet.All.Except(CodePointSet.Of((0, 0x1F), ('"', '"'), ('\\', '\\')));
        var choices = new List<GrammarNode>
        {
            builder.Sequence(compiler.Text.CharacterOf(unescaped.Except(taken)), builder.Repeat(compiler.Text.Character, 0), compiler.Text.Quote),
        };
        if (!names.Exists(name => name.Length == position))
            choices.Add(compiler.Text.Quote);
        foreach (var group in children)
            choices.Add(builder.Sequence(compiler.Text.CharacterOf(CodePointSet.Of((group.Key, group.Key))), Diverging([.. group], position + 1)));
        return builder.Choice([.. choices]);
    }
}
