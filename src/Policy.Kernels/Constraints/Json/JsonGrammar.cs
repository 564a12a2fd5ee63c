using System.Text.Json;

namespace OptPolicy.Kernels.Constraints;

/// <summary>Makes grammars of JSON. Thread-safe.</summary>
public static class JsonGrammar
{
    /// <summary>Any JSON value.</summary>
    /// <param name="options">How JSON is constrained.</param>
    public static Grammar AnyValue(JsonGrammarOptions? options = null) => Make(options, static text => text.Value);

    /// <summary>Any JSON object.</summary>
    /// <param name="options">How JSON is constrained.</param>
    public static Grammar AnyObject(JsonGrammarOptions? options = null) => Make(options, static text => text.AnyObject);

    /// <summary>The JSON values that a schema (draft 2020-12) accepts, with properties in the schema's order.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="options">How JSON is constrained.</param>
    /// <exception cref="GrammarException">The schema is malformed, contradicts itself, or asks for something that cannot be enforced (unless that is ignored).</exception>
    public static Grammar FromSchema(JsonElement schema, JsonGrammarOptions? options = null)
    {
        options ??= JsonGrammarOptions.Default;
        var builder = new GrammarBuilder();
        var compiler = new SchemaCompiler(schema, builder, new JsonText(builder, options.MaxWhitespace), options);
        return Finish(builder, compiler.CompileRoot(), options, compiler.Ignored);
    }

    /// <summary>An object <c>{"name": …, "arguments": …}</c> that calls one of several tools with arguments that fit its schema.</summary>
    /// <param name="tools">The tools' names and the schemas of their arguments.</param>
    /// <param name="options">How JSON is constrained.</param>
    /// <exception cref="GrammarException">There are no tools, or a schema cannot be compiled.</exception>
    public static Grammar ToolCall(IEnumerable<KeyValuePair<string, JsonElement>> tools, JsonGrammarOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(tools);
        options ??= JsonGrammarOptions.Default;
        var builder = new GrammarBuilder();
        var text = new JsonText(builder, options.MaxWhitespace);
        var ignored = new List<string>();
        var calls = new List<GrammarNode>();
        foreach (var (name, schema) in tools)
        {
            var compiler = new SchemaCompiler(schema, builder, text, options);
            var arguments = compiler.CompileRoot();
            ignored.AddRange(compiler.Ignored.Select(entry => name + entry));
            calls.Add(text.Object(builder.Sequence(
                text.Member(text.Name("name"), text.Name(name)),
                text.Comma,
                text.Member(text.Name("arguments"), arguments))));
        }

        return Finish(builder, builder.Choice([.. calls]), options, ignored);
    }

    private static Grammar Make(JsonGrammarOptions? options, Func<JsonText, GrammarNode> root)
    {
        options ??= JsonGrammarOptions.Default;
        var builder = new GrammarBuilder();
        return Finish(builder, root(new JsonText(builder, options.MaxWhitespace)), options, []);
    }

    private static Grammar Finish(GrammarBuilder builder, GrammarNode root, JsonGrammarOptions options, IReadOnlyList<string> ignored)
    {
        var grammar = new Grammar(builder, root, options.MaxDepth, ignored);
        return grammar.IsPossible ? grammar : throw new GrammarException($"No JSON value fits this schema within {options.MaxDepth} levels of nesting: its requirements contradict each other or never end.");
    }
}
