using Microsoft.Extensions.AI;
using OptPolicy.Kernels;
using OptPolicy.Kernels.Chat;

namespace OptPolicy.Cli.Generating;

/// <summary>Asks a loaded model and writes its answer as it comes.</summary>
internal static class AnswerStream
{
    public static async Task<AnswerStatistics> WriteAsync(CliEnvironment environment, LocalModel model, GenerateRequest request, CancellationToken cancellationToken)
    {
        using var client = new KernelsChatClient(model, ownsModel: false, new() { Speculation = request.Model.Speculation });
        var start = environment.Clock.GetTimestamp();
        TimeSpan? first = null;
        var updates = new List<ChatResponseUpdate>();
        await foreach (var update in client.GetStreamingResponseAsync(Messages(request), Options(request), cancellationToken))
        {
            updates.Add(update);
            if (update.Text.Length == 0)
            {
                continue;
            }

            first ??= environment.Clock.GetElapsedTime(start);
            environment.Out.Write(environment.IsInteractive ? VisibleText.Of(update.Text) : update.Text);
            environment.Out.Flush();
        }

        environment.Out.Write('\n');
        return new AnswerStatistics(updates.ToChatResponse(), updates[^1], first ?? TimeSpan.Zero, environment.Clock.GetElapsedTime(start));
    }

    private static List<ChatMessage> Messages(GenerateRequest request)
    {
        var messages = new List<ChatMessage>();
        if (request.System is { } system)
        {
            messages.Add(new ChatMessage(ChatRole.System, system));
        }

        messages.Add(new ChatMessage(ChatRole.User, request.Prompt));
        return messages;
    }

    private static ChatOptions Options(GenerateRequest request) => new()
    {
        MaxOutputTokens = request.MaxTokens,
        Temperature = request.Temperature,
        Seed = request.Seed,
        ResponseFormat = request.Schema is { } schema ? ChatResponseFormat.ForJsonSchema(schema) : null,
    };
}
