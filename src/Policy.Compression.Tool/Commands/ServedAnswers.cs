using Microsoft.Extensions.AI;
using OptPolicy.Compression.Data;
using OptPolicy.Kernels;
using OptPolicy.Kernels.Chat;
using AIMessage = Microsoft.Extensions.AI.ChatMessage;

namespace OptPolicy.Compression.Tool.Commands;

/// <summary>Answers of a converted model, given the way a program gets them: through its chat client, with the tools offered or not.</summary>
internal static class ServedAnswers
{
    private const int AnswerTokensMax = 96;

    /// <summary>Answers in place of each chat's last message, with the model's confidence in each.</summary>
    public static async Task<IReadOnlyList<(string Text, double Confidence)>> WriteAsync(string folder, IReadOnlyList<Conversation> chats, IReadOnlyList<string> tools, CancellationToken cancellation)
    {
        using var client = await KernelsChatClient.OpenAsync(folder, new LocalModelOptions { Threads = 1, Speculates = false }, cancellationToken: cancellation);
        using var anything = System.Text.Json.JsonDocument.Parse("""{"type":"object"}""");
        var options = new Microsoft.Extensions.AI.ChatOptions
        {
            MaxOutputTokens = AnswerTokensMax,
            Temperature = 0,
            Tools = [.. tools.Select(tool => (AITool)AIFunctionFactory.CreateDeclaration(tool, tool, anything.RootElement.Clone()))],
        };
        var answers = new List<(string, double)>();
        foreach (var chat in chats)
        {
            var response = await client.GetResponseAsync(chat.Messages.SkipLast(1).Select(m => new AIMessage(new ChatRole(m.Role), m.Content)), options, cancellation);
            var call = response.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>().FirstOrDefault();
            var text = call is null
                ? response.Text
                : new ToolCall(call.Name, [.. (call.Arguments ?? new Dictionary<string, object?>(StringComparer.Ordinal)).Select(a => new ToolArgument(a.Key, $"{a.Value}"))]).ToMarkup();
            answers.Add((text, response.AdditionalProperties?[KernelsChatClient.ConfidenceProperty] as double? ?? 0));
        }

        return answers;
    }
}
