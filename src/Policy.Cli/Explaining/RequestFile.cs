using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace OptPolicy.Cli.Explaining;

/// <summary>A request read from JSON: the shape of a chat-completions body, plus <c>facts</c>.</summary>
/// <param name="Facts">Facts to pin, by name as policies write them.</param>
internal sealed record RequestFile(List<ChatMessage> Messages, ChatOptions Options, IReadOnlyDictionary<string, string> Facts)
{
    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    public static RequestFile OfPrompt(string prompt) => new([new ChatMessage(ChatRole.User, prompt)], new ChatOptions(), new Dictionary<string, string>(StringComparer.Ordinal));

    /// <exception cref="JsonException">The text is no JSON or not a request; the message says where.</exception>
    public static RequestFile Parse(string json)
    {
        using var document = JsonDocument.Parse(json, Lenient);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("messages", out var messages) || messages.ValueKind != JsonValueKind.Array)
        {
            throw new JsonException("a request is an object with a 'messages' array");
        }

        return new RequestFile([.. messages.EnumerateArray().Select(Message)], ReadOptions(root), ReadFacts(root));
    }

    private static ChatMessage Message(JsonElement message)
    {
        if (message.ValueKind != JsonValueKind.Object || !message.TryGetProperty("role", out var role) || role.ValueKind != JsonValueKind.String)
        {
            throw new JsonException("a message is an object with a 'role' and a 'content'");
        }

        var contents = message.TryGetProperty("content", out var content) ? Contents(content) : [];
        return role.GetString() == "tool"
            ? new ChatMessage(ChatRole.Tool, [new FunctionResultContent(Text(message, "tool_call_id") ?? "call", string.Concat(contents.OfType<TextContent>().Select(static t => t.Text)))])
            : new ChatMessage(new ChatRole(role.GetString()!), contents);
    }

    private static List<AIContent> Contents(JsonElement content) => content.ValueKind switch
    {
        JsonValueKind.String => [new TextContent(content.GetString())],
        JsonValueKind.Array => [.. content.EnumerateArray().Select(Part)],
        JsonValueKind.Null => [],
        _ => throw new JsonException("'content' is a text or an array of parts"),
    };

    // Only the kind of an image or of audio decides a route, so its bytes are not looked at.
    private static AIContent Part(JsonElement part) => Text(part, "type") switch
    {
        "text" => new TextContent(Text(part, "text") ?? ""),
        "image_url" or "input_image" => new DataContent(ReadOnlyMemory<byte>.Empty, "image/png"),
        "input_audio" => new DataContent(ReadOnlyMemory<byte>.Empty, "audio/wav"),
        var type => throw new JsonException($"a content part of type '{type}' is not known; use text, image_url or input_audio"),
    };

    private static ChatOptions ReadOptions(JsonElement root)
    {
        var options = new ChatOptions
        {
            Temperature = Number(root, "temperature") is { } temperature ? (float)temperature : null,
            MaxOutputTokens = (int?)(Number(root, "max_completion_tokens") ?? Number(root, "max_tokens")),
        };
        if (root.TryGetProperty("tools", out var tools) && tools.ValueKind == JsonValueKind.Array && tools.GetArrayLength() > 0)
        {
            options.Tools = [.. tools.EnumerateArray().Select(Tool)];
        }

        if (root.TryGetProperty("response_format", out var format) && Text(format, "type")?.StartsWith("json", StringComparison.Ordinal) == true)
        {
            options.ResponseFormat = ChatResponseFormat.Json;
        }

        return options;
    }

    private static AITool Tool(JsonElement tool)
    {
        var function = tool.TryGetProperty("function", out var inner) ? inner : tool;
        var schema = function.TryGetProperty("parameters", out var parameters) ? parameters.Clone() : JsonSerializer.SerializeToElement(new { type = "object" });
        return AIFunctionFactory.CreateDeclaration(Text(function, "name") ?? "tool", Text(function, "description"), schema);
    }

    private static Dictionary<string, string> ReadFacts(JsonElement root)
    {
        var facts = new Dictionary<string, string>(StringComparer.Ordinal);
        if (root.TryGetProperty("facts", out var values) && values.ValueKind == JsonValueKind.Object)
        {
            foreach (var fact in values.EnumerateObject())
            {
                facts[fact.Name] = fact.Value.ValueKind == JsonValueKind.String ? fact.Value.GetString()! : fact.Value.GetRawText();
            }
        }

        return facts;
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static double? Number(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? double.Parse(value.GetRawText(), CultureInfo.InvariantCulture) : null;
}
