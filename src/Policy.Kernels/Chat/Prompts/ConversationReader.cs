using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace OptPolicy.Kernels.Chat;

/// <summary>Reads messages into what templates know. Nothing is dropped: content that the model cannot take is an error.</summary>
internal sealed class ConversationReader(string modelId)
{
    private const string IdCharacters = "0123456789abcdefghijklmnopqrstuvwxyz";
    private const int IdLength = 9;

    public Conversation Read(IEnumerable<ChatMessage> messages, string? instructions, IReadOnlyList<AITool> tools)
    {
        var read = new List<ConversationMessage>();
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var message in messages)
            Read(message, read, names);
        if (read.Count == 0)
            throw new ArgumentException($"Model '{modelId}': there are no messages to answer.", nameof(messages));
        return new(WithOneSystemMessage(read, instructions), [.. tools.Select(Tool)]);
    }

    private ConversationTool Tool(AITool tool) => tool is AIFunctionDeclaration function
        ? new(function.Name, function.Description, function.JsonSchema)
        : throw new NotSupportedException($"Model '{modelId}' runs locally and has no hosted tools such as '{tool.GetType().Name}'. Offer functions only.");

    // Many templates take one system message, and only in front.
    private static List<ConversationMessage> WithOneSystemMessage(List<ConversationMessage> messages, string? instructions)
    {
        var leading = messages.TakeWhile(static message => message.Role == "system").ToArray();
        var texts = leading.Select(static message => message.Content).Prepend(instructions ?? "").Where(static text => text.Length > 0).ToArray();
        var rest = messages.Skip(leading.Length);
        return texts.Length == 0 ? [.. rest] : [new() { Role = "system", Content = string.Join("\n\n", texts) }, .. rest];
    }

    private void Read(ChatMessage message, List<ConversationMessage> read, Dictionary<string, string> names)
    {
        var text = new StringBuilder();
        var reasoning = new StringBuilder();
        var calls = new List<ConversationCall>();
        var results = new List<ConversationMessage>();
        foreach (var content in message.Contents)
        {
            switch (content)
            {
                case TextContent part:
                    text.Append(part.Text);
                    break;
                case TextReasoningContent thought:
                    reasoning.Append(thought.Text);
                    break;
                case FunctionCallContent call:
                    names[call.CallId] = call.Name;
                    calls.Add(new(ShortId(call.CallId), call.Name, Json(call.Arguments)));
                    break;
                case FunctionResultContent result:
                    results.Add(new() { Role = "tool", Content = Text(result), CallId = ShortId(result.CallId), ToolName = names.GetValueOrDefault(result.CallId, "") });
                    break;
                case UsageContent:
                    break;
                default:
                    throw new NotSupportedException($"Model '{modelId}' takes text, function calls and function results, not {Describe(content)}. Send it to a model that takes it, or turn it into text first.");
            }
        }

        if (text.Length > 0 || calls.Count > 0 || results.Count == 0)
            read.Add(new() { Role = Role(message.Role), Content = text.ToString(), Reasoning = reasoning.ToString(), Calls = calls });
        read.AddRange(results);
    }

    private static string Role(ChatRole role) => role.Value == "developer" ? "system" : role.Value;

    private static string Describe(AIContent content) => content switch
    {
        DataContent data => $"{nameof(DataContent)} of type '{data.MediaType}'",
        UriContent uri => $"{nameof(UriContent)} of type '{uri.MediaType}'",
        _ => content.GetType().Name,
    };

    private static string Text(FunctionResultContent result) => result.Result switch
    {
        null when result.Exception is not null => "Error: the function failed.",
        null => "null",
        string text => text,
        JsonElement { ValueKind: JsonValueKind.String } json => json.GetString()!,
        JsonElement json => json.GetRawText(),
        var value => JsonSerializer.Serialize(value, AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(object))),
    };

    private static JsonElement Json(IDictionary<string, object?>? arguments) =>
        JsonSerializer.SerializeToElement(arguments ?? new Dictionary<string, object?>(StringComparer.Ordinal), AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(IDictionary<string, object?>)));

    // Some templates refuse ids of another form; an id only has to pair a result with its call.
    private static string ShortId(string id)
    {
        if (id.Length == IdLength && id.All(char.IsAsciiLetterOrDigit))
            return id;
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(id));
        return string.Create(IdLength, hash, static (text, bytes) =>
        {
            for (var i = 0; i < text.Length; i++)
                text[i] = IdCharacters[bytes[i] % IdCharacters.Length];
        });
    }

    /// <summary>An id for a new call.</summary>
    public static string NewId() => ShortId(Guid.NewGuid().ToString("N"));
}
