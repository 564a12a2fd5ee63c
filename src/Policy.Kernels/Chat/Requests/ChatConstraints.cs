using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using OptPolicy.Kernels.Constraints;

namespace OptPolicy.Kernels.Chat;

/// <summary>Finds the grammar that an answer has to follow. Thread-safe.</summary>
internal sealed class ChatConstraints(ConstraintCache cache)
{
    /// <summary>The constraint's grammar, or <see langword="null"/> when the answer is free text.</summary>
    /// <param name="format">What the caller wants the answer to be.</param>
    /// <param name="tools">The tools that may be called.</param>
    /// <param name="mustCall">Whether a tool must be called.</param>
    /// <param name="json">How JSON is constrained.</param>
    public TokenGrammar? For(ChatResponseFormat? format, IReadOnlyList<ConversationTool> tools, bool mustCall, JsonGrammarOptions json)
    {
        var how = $"{json.MaxWhitespace}/{json.IgnoresUnsupported}";
        if (mustCall)
            return cache.Get($"call/{how}/{KeyOf(tools)}", () => JsonGrammar.ToolCall(Schemas(tools), json));
        if (format is not ChatResponseFormatJson asked)
            return null;

        var key = $"json/{how}/{(asked.Schema is { } schema ? schema.GetRawText() : "")}/{KeyOf(tools)}";
        return cache.Get(key, () => tools.Count == 0 ? Answer(asked, json) : JsonGrammar.AnswerOrToolCall(asked.Schema, Schemas(tools), json));
    }

    private static Grammar Answer(ChatResponseFormatJson asked, JsonGrammarOptions json) =>
        asked.Schema is { } schema ? JsonGrammar.FromSchema(schema, json) : JsonGrammar.AnyObject(json);

    private static IEnumerable<KeyValuePair<string, JsonElement>> Schemas(IReadOnlyList<ConversationTool> tools) =>
        tools.Select(static tool => KeyValuePair.Create(tool.Name, tool.Parameters));

    private static string KeyOf(IReadOnlyList<ConversationTool> tools)
    {
        var key = new StringBuilder();
        foreach (var tool in tools)
            key.Append(tool.Name).Append('\n').Append(tool.Parameters.GetRawText()).Append('\n');
        return key.ToString();
    }
}
