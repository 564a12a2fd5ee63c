using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace OptPolicy.Kernels.Chat;

/// <summary>
/// Describes tools in words for formats that do not know them, in the convention of the Hermes models, which most small models have seen in training.
/// </summary>
internal static class ToolPrompt
{
    public const string CallStart = "<tool_call>";
    public const string CallEnd = "</tool_call>";

    /// <summary>The same conversation without tools, calls and tool messages: all of them written into texts.</summary>
    public static Conversation Write(Conversation conversation)
    {
        var messages = conversation.Messages.Select(Plain).ToList();
        if (conversation.Tools.Count > 0)
        {
            var described = Describe(conversation.Tools);
            if (messages is [{ Role: "system" } first, ..])
                messages[0] = first with { Content = first.Content + "\n\n" + described };
            else
                messages.Insert(0, new() { Role = "system", Content = described });
        }

        return new(messages, []);
    }

    /// <summary>A tool in the notation that templates and models share.</summary>
    public static string Notation(ConversationTool tool) => Json(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("type", "function");
        writer.WriteStartObject("function");
        writer.WriteString("name", tool.Name);
        writer.WriteString("description", tool.Description);
        writer.WritePropertyName("parameters");
        tool.Parameters.WriteTo(writer);
        writer.WriteEndObject();
        writer.WriteEndObject();
    });

    private static ConversationMessage Plain(ConversationMessage message)
    {
        if (message.Role == "tool")
            return new() { Role = "user", Content = $"<tool_response>\n{message.Content}\n</tool_response>" };
        if (message.Calls.Count == 0)
            return message;
        var calls = message.Calls.Select(static call => $"{CallStart}\n{Call(call)}\n{CallEnd}");
        return message with { Content = string.Join('\n', message.Content.Length > 0 ? calls.Prepend(message.Content) : calls), Calls = [] };
    }

    private static string Describe(IReadOnlyList<ConversationTool> tools)
    {
        var text = new StringBuilder("# Tools\n\nYou may call functions to help with the user's request. Their signatures are within <tools></tools>:\n<tools>\n");
        foreach (var tool in tools)
            text.Append(Notation(tool)).Append('\n');
        return text.Append("</tools>\n\nTo call a function, write a JSON object with its name and arguments within ").Append(CallStart).Append(CallEnd).Append(":\n")
            .Append(CallStart).Append("\n{\"name\": <name>, \"arguments\": <arguments>}\n").Append(CallEnd).ToString();
    }

    private static string Call(ConversationCall call) => Json(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("name", call.Name);
        writer.WritePropertyName("arguments");
        call.Arguments.WriteTo(writer);
        writer.WriteEndObject();
    });

    private static string Json(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            write(writer);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
