using System.Text.Json;
using OptPolicy.Kernels.Templates.Jinja;

namespace OptPolicy.Kernels.Templates;

/// <summary>Messages as values of the template language, in the shape of OpenAI's chat format.</summary>
internal static class TemplateValues
{
    public static JinjaList Of(IReadOnlyList<TemplateMessage> messages, bool argumentsAsText) =>
        new([.. messages.Select(message => Of(message, argumentsAsText))]);

    public static object? Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return PythonJson.Read(document.RootElement);
    }

    private static JinjaDictionary Of(TemplateMessage message, bool argumentsAsText)
    {
        var entries = new OrderedDictionary<string, object?>(StringComparer.Ordinal) { ["role"] = message.Role, ["content"] = message.Content };
        if (message.ToolCalls.Count > 0)
            entries["tool_calls"] = new JinjaList([.. message.ToolCalls.Select(call => Of(call, argumentsAsText))]);
        if (message.ToolCallId is not null)
            entries["tool_call_id"] = message.ToolCallId;
        if (message.Name is not null)
            entries["name"] = message.Name;
        foreach (var (name, value) in message.Extra)
            entries[name] = PythonJson.Read(value);
        return new JinjaDictionary(entries);
    }

    private static JinjaDictionary Of(TemplateToolCall call, bool argumentsAsText)
    {
        var entries = new OrderedDictionary<string, object?>(StringComparer.Ordinal);
        if (call.Id is not null)
            entries["id"] = call.Id;
        entries["type"] = "function";
        entries["function"] = new JinjaDictionary(new OrderedDictionary<string, object?>(StringComparer.Ordinal)
        {
            ["name"] = call.Name,
            ["arguments"] = argumentsAsText ? call.ArgumentsJson : Parse(call.ArgumentsJson),
        });
        return new JinjaDictionary(entries);
    }
}
