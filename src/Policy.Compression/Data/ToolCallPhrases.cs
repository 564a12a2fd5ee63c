namespace OptPolicy.Compression.Data;

/// <summary>The parts of tool calls that are the same whenever a tool or an argument is used: worth a token each.</summary>
public static class ToolCallPhrases
{
    /// <summary>The turns' starts, and what the calls in <paramref name="conversations"/> are made of beside their values, in ordinal order.</summary>
    public static IReadOnlyList<string> Of(IEnumerable<Conversation> conversations)
    {
        ArgumentNullException.ThrowIfNull(conversations);
        var phrases = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var message in conversations.SelectMany(c => c.Messages))
        {
            phrases.Add($"<|im_start|>{message.Role}\n");
            if (message.Role != "assistant" || !ToolCall.TryParse(message.Content, out var call))
                continue;

            phrases.Add($"{ToolCall.Start}{{\"name\":{ToolCall.Quoted(call.Name)},\"arguments\":{{");
            phrases.Add("}}" + ToolCall.End);
            phrases.Add("\"}}" + ToolCall.End);
            foreach (var argument in call.Arguments)
            {
                phrases.Add($"{ToolCall.Quoted(argument.Name)}:\"");
                phrases.Add($"\",{ToolCall.Quoted(argument.Name)}:\"");
            }
        }

        return [.. phrases];
    }
}
