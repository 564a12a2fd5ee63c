using System.Text.Json;
using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Templates;
using OptPolicy.Kernels.Tokenization;

namespace OptPolicy.Kernels.Chat;

/// <summary>Writes conversations with a model's chat template, or with a default one.</summary>
internal sealed class TemplateFormat : IChatFormat
{
    private const string ProbeName = "optpolicy_probe";

    private static readonly ConversationMessage Probe = new() { Role = "user", Content = "?" };

    private readonly ChatTemplate _template;

    public TemplateFormat(ChatTemplate template)
    {
        _template = template;
        RendersTools = template.Source == ChatTemplateSource.Model && ShowsTools(template);
        Stops = template.Source == ChatTemplateSource.DefaultPlain ? ["\nUser:"] : [];
    }

    public bool RendersTools { get; }

    public IReadOnlyList<string> Stops { get; }

    public static TemplateFormat Load(string folder, Tokenizer tokenizer)
    {
        try
        {
            return new(ChatTemplate.Load(folder, tokenizer));
        }
        catch (ChatTemplateException error)
        {
            throw new LocalModelException($"'{folder}' has a chat template that cannot be read: {error.Message}", error);
        }
    }

    public string Render(Conversation conversation)
    {
        try
        {
            return Render(_template, conversation);
        }
        catch (ChatTemplateException error) when (error.IsRaisedByTemplate && conversation.Messages is [{ Role: "system" }, { Role: "user" }, ..])
        {
            // Some models were trained without system messages; what theirs would say then starts the first turn.
            var (system, user) = (conversation.Messages[0], conversation.Messages[1]);
            return Render(_template, conversation with { Messages = [user with { Content = $"{system.Content}\n\n{user.Content}" }, .. conversation.Messages.Skip(2)] });
        }
    }

    // No template says that it knows tools; one that does shows them.
    private static bool ShowsTools(ChatTemplate template)
    {
        try
        {
            var tool = new ConversationTool(ProbeName, "?", JsonElement.Parse("""{"type":"object","properties":{}}"""));
            return Render(template, new([Probe], [tool])).Contains(ProbeName, StringComparison.Ordinal);
        }
        catch (ChatTemplateException)
        {
            return false;
        }
    }

    private static string Render(ChatTemplate template, Conversation conversation) => template.Render(
        [.. conversation.Messages.Select(Message)],
        conversation.Tools.Count == 0 ? null : $"[{string.Join(',', conversation.Tools.Select(ToolPrompt.Notation))}]");

    private static TemplateMessage Message(ConversationMessage message) => new(message.Role, message.Content.Length == 0 && message.Calls.Count > 0 ? null : message.Content)
    {
        ToolCalls = [.. message.Calls.Select(static call => new TemplateToolCall(call.Name, call.Arguments.GetRawText(), call.Id))],
        ToolCallId = message.CallId.Length > 0 ? message.CallId : null,
        Name = message.ToolName.Length > 0 ? message.ToolName : null,
        Extra = Extra(message.Reasoning),
    };

    private static Dictionary<string, JsonElement> Extra(string reasoning)
    {
        var extra = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        if (reasoning.Length > 0)
            extra["reasoning_content"] = JsonElement.Parse($"\"{JsonEncodedText.Encode(reasoning)}\"");
        return extra;
    }
}
