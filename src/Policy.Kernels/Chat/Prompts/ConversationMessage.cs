using System.Text.Json;

namespace OptPolicy.Kernels.Chat;

/// <summary>A message as chat templates know it. Immutable.</summary>
internal sealed record ConversationMessage
{
    /// <summary><c>system</c>, <c>user</c>, <c>assistant</c> or <c>tool</c>.</summary>
    public required string Role { get; init; }

    public string Content { get; init; } = "";

    /// <summary>What the assistant thought before it answered.</summary>
    public string Reasoning { get; init; } = "";

    public IReadOnlyList<ConversationCall> Calls { get; init; } = [];

    /// <summary>The call that a tool message answers.</summary>
    public string CallId { get; init; } = "";

    /// <summary>The tool that a tool message comes from, where known.</summary>
    public string ToolName { get; init; } = "";
}

/// <summary>A call that the assistant made.</summary>
/// <param name="Id">Nine letters and digits: the strictest template's form.</param>
/// <param name="Name">The tool.</param>
/// <param name="Arguments">A JSON object.</param>
internal sealed record ConversationCall(string Id, string Name, JsonElement Arguments);

/// <summary>A tool as chat templates know it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it does.</param>
/// <param name="Parameters">JSON schema of its arguments.</param>
internal sealed record ConversationTool(string Name, string Description, JsonElement Parameters);

/// <summary>A conversation to answer.</summary>
/// <param name="Messages">Its messages, oldest first.</param>
/// <param name="Tools">The tools that the answer may call.</param>
internal sealed record Conversation(IReadOnlyList<ConversationMessage> Messages, IReadOnlyList<ConversationTool> Tools);
