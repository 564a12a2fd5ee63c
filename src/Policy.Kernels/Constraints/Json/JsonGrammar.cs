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
        var ignored = new List<string>();
        var root = Schema(schema, builder, new JsonText(builder, options.MaxWhitespace), options, ignored, "");
        return Finish(builder, root, options, ignored);
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
        var ignored = new List<string>();
        var call = Call(tools, builder, new JsonText(builder, options.MaxWhitespace), options, ignored);
        return Finish(builder, call, options, ignored);
    }

    /// <summary>Either an answer that fits a schema, or a call as <see cref="ToolCall"/> has it, bare or within <c>&lt;tool_call&gt;</c> tags.</summary>
    /// <param name="schema">The answer's schema; <see langword="null"/> is any object.</param>
    /// <param name="tools">The tools' names and the schemas of their arguments.</param>
    /// <param name="options">How JSON is constrained.</param>
    /// <exception cref="GrammarException">A schema cannot be compiled.</exception>
    public static Grammar AnswerOrToolCall(JsonElement? schema, IEnumerable<KeyValuePair<string, JsonElement>> tools, JsonGrammarOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(tools);
        options ??= JsonGrammarOptions.Default;
        var builder = new GrammarBuilder();
        var text = new JsonText(builder, options.MaxWhitespace);
        var ignored = new List<string>();
        var call = Call(tools, builder, text, options, ignored);
        var answer = schema is { } root ? Schema(root, builder, text, options, ignored, "") : text.AnyObject;
        var tagged = builder.Sequence(builder.Text("<tool_call>\n"), call, builder.Text("\n</tool_call>"));
        return Finish(builder, builder.Choice(answer, call, tagged), options, ignored);
    }

    private static GrammarNode Call(IEnumerable<KeyValuePair<string, JsonElement>> tools, GrammarBuilder builder, JsonText text, JsonGrammarOptions options, List<string> ignored) =>
        builder.Choice([.. tools.Select(tool => text.Object(builder.Sequence(
            text.Member(text.Name("name"), text.Name(tool.Key)),
            text.Comma,
            text.Member(text.Name("arguments"), Schema(tool.Value, builder, text, options, ignored, tool.Key)))))]);

    private static GrammarNode Schema(JsonElement schema, GrammarBuilder builder, JsonText text, JsonGrammarOptions options, List<string> ignored, string name)
    {
        var compiler = new SchemaCompiler(schema, builder, text, options);
        var root = compiler.CompileRoot();
        ignored.AddRange(compiler.Ignored.Select(entry => name + entry));
        return root;
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
