using System.Runtime.CompilerServices;
using System.Text.Json;

namespace OptPolicy.Kernels.Constraints;

/// <summary>Turns a JSON schema (draft 2020-12) into a grammar. Used once.</summary>
/// <remarks>
/// Schemas that apply together are compiled together and remembered by their pointers, so recursion through <c>$ref</c> becomes a recursive rule, and
/// <c>allOf</c> and siblings of <c>$ref</c> and <c>anyOf</c> are intersections.
/// </remarks>
internal sealed class SchemaCompiler
{
    private const int MaxRules = 5000;

    private static readonly string[] Unenforced =
    [
        "not", "if", "patternProperties", "propertyNames", "dependentSchemas", "dependentRequired", "dependencies", "unevaluatedProperties", "unevaluatedItems",
        "contains", "minProperties", "maxProperties", "multipleOf", "$dynamicRef", "$recursiveRef",
    ];

    private readonly SchemaDocument _document;
    private readonly JsonGrammarOptions _options;
    private readonly Dictionary<string, GrammarNode> _rules = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _ignored = new(StringComparer.Ordinal);
    private readonly ObjectSchema _objects;
    private readonly ArraySchema _arrays;
    private readonly ScalarSchema _scalars;

    public SchemaCompiler(JsonElement root, GrammarBuilder builder, JsonText text, JsonGrammarOptions options)
    {
        _document = new SchemaDocument(root);
        _options = options;
        Builder = builder;
        Text = text;
        _objects = new ObjectSchema(this, options);
        _arrays = new ArraySchema(this);
        _scalars = new ScalarSchema(this);
    }

    public IReadOnlyList<string> Ignored => [.. _ignored];

    public GrammarBuilder Builder { get; }

    public JsonText Text { get; }

    public GrammarNode CompileRoot()
    {
        try
        {
            return Compile([_document.Root]);
        }
        catch (InsufficientExecutionStackException error)
        {
            throw new GrammarException("The schema is nested too deeply, or has names of many thousand characters.", error);
        }
        catch (InvalidOperationException error)
        {
            throw new GrammarException("The schema has a keyword whose value is of the wrong JSON type.", error);
        }
    }

    /// <summary>The values that satisfy all of <paramref name="parts"/>.</summary>
    public GrammarNode Compile(IReadOnlyList<SchemaPart> parts)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (parts.Count == 0)
            return Text.Value;

        var key = string.Join('\n', parts.Select(static part => part.Key).Distinct().Order(StringComparer.Ordinal));
        if (_rules.TryGetValue(key, out var known))
            return known;
        if (_rules.Count >= MaxRules)
            throw new GrammarException($"The schema has more than {MaxRules} combinations of alternatives. Give its alternatives a common property that tells them apart, or fewer of them.");

        var rule = Builder.Rule();
        _rules.Add(key, rule);
        GrammarBuilder.Define(rule, Build(parts));
        return rule;
    }

    /// <summary>Refuses or notes what the grammar cannot enforce.</summary>
    public void Unsupported(string path, string what)
    {
        if (!_options.IgnoresUnsupported)
            throw new GrammarException($"The schema at {path} uses {what}, which cannot be enforced while an answer is written. Remove it, or ignore what is unsupported and check the answer yourself.");
        _ignored.Add($"{path}: {what}");
    }

    private GrammarNode Build(IReadOnlyList<SchemaPart> parts)
    {
        var facts = new SchemaFacts(_document, parts);
        if (facts.IsImpossible)
            return Builder.Nothing;
        if (facts.Choices.Count > 0)
            return Alternatives(facts, facts.Choices[0].Owner, facts.Choices[0].Keyword);

        foreach (var part in facts.Parts)
            CheckKeywords(part);
        var types = facts.Types();
        if (facts.Values is not null)
            return Constants(facts, types);
        return types.Count < 6 || facts.Parts.Exists(static part => part.Has("type"))
            ? Builder.Choice([.. types.Select(type => OfType(type, facts))])
            : Text.Value;
    }

    private GrammarNode Alternatives(SchemaFacts facts, SchemaPart owner, string keyword)
    {
        var branches = owner.Items(keyword).ToArray();
        if (keyword == "oneOf" && SchemaOverlap.Find(_document, branches) is { } overlap)
            Unsupported(owner.Path, $"'oneOf' whose alternatives {overlap.First} and {overlap.Second} are not told apart by type or by a required constant");

        var settled = owner with { Settled = owner.Settled | (keyword == "anyOf" ? SettledChoices.AnyOf : SettledChoices.OneOf) };
        SchemaPart[] others = [settled, .. facts.Parts.Where(part => part.Path != owner.Path)];
        return Builder.Choice([.. branches.Select(branch => Compile([.. others, branch]))]);
    }

    private GrammarNode Constants(SchemaFacts facts, IReadOnlyList<string> types)
    {
        if (facts.Parts.Find(static part => part.Has("pattern") || part.Has("minimum") || part.Has("maximum") || part.Has("minLength") || part.Has("maxLength")) is { Path: not null } narrowed)
            Unsupported(narrowed.Path, "constants together with limits or a pattern");
        var hasTypes = facts.Parts.Exists(static part => part.Has("type"));
        return Builder.Choice([.. facts.Values!.Where(value => !hasTypes || facts.IsOfType(value, types)).Select(Text.Constant)]);
    }

    private GrammarNode OfType(string type, SchemaFacts facts) => type switch
    {
        "object" => _objects.Compile(facts),
        "array" => _arrays.Compile(facts),
        "string" => _scalars.Text(facts),
        "boolean" => Text.Boolean,
        "null" => Text.Null,
        _ => _scalars.Number(facts, type == "integer"),
    };

    private void CheckKeywords(SchemaPart part)
    {
        foreach (var keyword in Unenforced)
        {
            if (part.Has(keyword))
                Unsupported(part.Path, $"'{keyword}'");
        }

        if (part.Element.TryGetProperty("uniqueItems", out var unique) && unique.ValueKind == JsonValueKind.True)
            Unsupported(part.Path, "'uniqueItems'");
    }
}
