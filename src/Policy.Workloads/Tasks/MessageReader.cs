using System.Text.Json;
using Microsoft.Extensions.AI;
using OptPolicy.Workloads.Scorers;

namespace OptPolicy.Workloads.Tasks;

/// <summary>Reads what is asked. Throws <see cref="FormatException"/> with what is wrong.</summary>
internal static class MessageReader
{
    /// <summary>The messages up to the answer; <paramref name="closing"/> is the assistant's last message when the line ends with one.</summary>
    public static IReadOnlyList<ChatMessage> Read(JsonElement line, out ChatMessage? closing)
    {
        closing = null;
        var system = TaskReader.Text(line, "system");
        var prompt = TaskReader.Text(line, "prompt");
        var hasMessages = line.TryGetProperty("messages", out var array);
        if (prompt is not null && hasMessages)
            throw new FormatException("'prompt' and 'messages' exclude each other");
        if (prompt is null && !hasMessages)
            throw new FormatException("there is no 'prompt' and no 'messages'");
        var messages = new List<ChatMessage>();
        if (system is not null)
            messages.Add(new(ChatRole.System, system));
        if (prompt is not null)
        {
            messages.Add(new(ChatRole.User, prompt));
            return messages;
        }

        if (array.ValueKind != JsonValueKind.Array || array.GetArrayLength() == 0)
            throw new FormatException("'messages' must be an array that is not empty");
        messages.AddRange(array.EnumerateArray().Select(Message));
        if (system is not null && messages.Skip(1).Any(static message => message.Role == ChatRole.System))
            throw new FormatException("'system' is given and 'messages' begins with a system message; keep one");
        if (messages[^1].Role == ChatRole.Assistant)
        {
            closing = messages[^1];
            messages.RemoveAt(messages.Count - 1);
        }

        return messages.Exists(static message => message.Role == ChatRole.User) ? messages : throw new FormatException("'messages' has no message of the user before the answer");
    }

    /// <summary>A message's contents as text, for hashes.</summary>
    public static string Describe(ChatMessage message) => string.Join('\n', message.Contents.Select(static content => content switch
    {
        TextContent text => text.Text,
        FunctionCallContent call => call.CallId + ToolCalls.Of([call]).ToJson(),
        FunctionResultContent result => $"{result.CallId} {result.Result}",
        _ => "",
    }));

    private static ChatMessage Message(JsonElement message)
    {
        var role = message.ValueKind == JsonValueKind.Object ? TaskReader.Text(message, "role") : null;
        ChatRole known = role switch
        {
            "system" or "developer" => ChatRole.System,
            "user" => ChatRole.User,
            "assistant" => ChatRole.Assistant,
            "tool" => ChatRole.Tool,
            null => throw new FormatException("every message needs a 'role'"),
            _ => throw new FormatException($"'{role}' is no role; there are system, user, assistant and tool"),
        };
        var text = TaskReader.Text(message, "content");
        if (known == ChatRole.Tool)
            return new ChatMessage(known, [new FunctionResultContent(TaskReader.Text(message, "tool_call_id") ?? "", text ?? "")]);
        var contents = new List<AIContent>();
        if (text is not null)
            contents.Add(new TextContent(text));
        if (known == ChatRole.Assistant && message.TryGetProperty("tool_calls", out var calls) && calls.ValueKind != JsonValueKind.Null)
            contents.AddRange((ToolCalls.Read(calls) ?? throw new FormatException("'tool_calls' of a message must be objects with a 'name' and 'arguments'")).ToContents(Identifiers(calls)));
        return contents.Count > 0 ? new ChatMessage(known, contents) : throw new FormatException($"a message of the {role} has no 'content'");
    }

    private static string[] Identifiers(JsonElement calls) =>
        calls.ValueKind == JsonValueKind.Array ? [.. calls.EnumerateArray().Select(static call => TaskReader.Text(call, "id") ?? "")] : [];
}
