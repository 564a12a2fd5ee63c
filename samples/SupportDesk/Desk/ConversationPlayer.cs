using Microsoft.Extensions.AI;
using OptPolicy;
using SupportSample.Traffic;

namespace SupportSample.Desk;

/// <summary>Plays the customers' side: sends each turn, runs the tools that the model calls, and goes on from its answer.</summary>
internal sealed class ConversationPlayer(IChatClient policy, string folder)
{
    private readonly OrderDesk _desk = new(Path.Combine(folder, "orders.jsonl"));
    private readonly Dictionary<string, string> _prompts = Directory.GetFiles(Path.Combine(folder, "prompts"))
        .ToDictionary(static p => Path.GetFileNameWithoutExtension(p), File.ReadAllText, StringComparer.Ordinal);

    // An everyday app: function calls outside, the policy inside. Each round of a tool loop is a request of its own to the policy.
    private readonly IChatClient _client = policy.AsBuilder().UseFunctionInvocation().Build();

    /// <returns>The answer to each turn.</returns>
    public async Task<IReadOnlyList<ChatResponse>> PlayAsync(Conversation conversation, CancellationToken cancellationToken)
    {
        var answers = new List<ChatResponse>();
        var messages = new List<ChatMessage> { new(ChatRole.System, Prompt(conversation)) };
        foreach (var text in conversation.Say)
        {
            messages.Add(Say(conversation, text, isFirst: answers.Count == 0));
            var answer = conversation.IsMail
                ? await _client.GetResponseAsync(messages, Options(conversation), cancellationToken)
                : await _client.GetStreamingResponseAsync(messages, Options(conversation), cancellationToken).ToChatResponseAsync(cancellationToken);
            messages.AddMessages(answer);
            answers.Add(answer);
        }

        return answers;
    }

    private ChatOptions Options(Conversation conversation)
    {
        var options = conversation.IsMail
            ? new ChatOptions { ResponseFormat = ChatResponseFormat.Json }
            : new ChatOptions { Tools = _desk.ToolsOf(conversation.Tenant) };
        options.Temperature = 0.2f;
        return options
            .WithTenant(conversation.Tenant)
            .WithUser(conversation.User)
            .WithUserAttribute("tier", conversation.Tier)
            .WithSession(conversation.Id);
    }

    private string Prompt(Conversation conversation)
    {
        var name = conversation.IsMail ? "tickets" : conversation.Tenant;
        return _prompts.TryGetValue(name, out var prompt)
            ? prompt
            : throw new TrafficException($"conversation {conversation.Id}: there is no prompts/{name}.md for this tenant");
    }

    private ChatMessage Say(Conversation conversation, string text, bool isFirst)
    {
        if (!isFirst || conversation.Image is not { } image)
            return new ChatMessage(ChatRole.User, text);
        var path = Path.Combine(folder, image);
        return File.Exists(path)
            ? new ChatMessage(ChatRole.User, [new TextContent(text), new DataContent(File.ReadAllBytes(path), "image/png")])
            : throw new TrafficException($"conversation {conversation.Id}: there is no image {image}");
    }
}
