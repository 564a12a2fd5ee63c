using System.Globalization;
using Microsoft.Extensions.AI;
using OptPolicy.Workloads.Scorers;
using OptPolicy.Workloads.Tasks;

namespace OptPolicy.Workloads.Running;

/// <summary>Asks one task, judges the answer and takes the times. Thread-safe.</summary>
internal sealed class TaskAsker(IChatClient client, ITaskScorer scorer, TimeProvider time)
{
    public string ModelId(RunOptions options) => options.ModelId ?? (client.GetService(typeof(ChatClientMetadata)) as ChatClientMetadata)?.DefaultModelId ?? "model";

    public async Task<TaskOutcome> AskAsync(WorkloadTask task, long seed, CancellationToken cancellationToken)
    {
        var options = new ChatOptions { Temperature = 0, Seed = seed, MaxOutputTokens = task.MaxOutputTokens, Tools = task.Tools.Count > 0 ? [.. task.Tools] : null };
        var updates = new List<ChatResponseUpdate>();
        var start = time.GetTimestamp();
        double? first = null;
        try
        {
            await foreach (var update in client.GetStreamingResponseAsync(task.Messages, options, cancellationToken).ConfigureAwait(false))
            {
                updates.Add(update);
                if (first is null && update.Contents.Any(static content => content is TextContent { Text.Length: > 0 } or FunctionCallContent))
                    first = time.GetElapsedTime(start).TotalSeconds;
            }
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested && error is not OutOfMemoryException)
        {
            // Whatever a provider throws, the other tasks can still be asked; the run tells how many failed.
            return new TaskOutcome(task.Line, task.Hash, IsRight: false, Score: 0) { Error = error.Message, Seconds = time.GetElapsedTime(start).TotalSeconds };
        }

        var seconds = time.GetElapsedTime(start).TotalSeconds;
        var response = updates.ToChatResponse();
        var answer = TaskAnswer.Of(response);
        var score = await scorer.ScoreAsync(task, answer, cancellationToken).ConfigureAwait(false);
        return new TaskOutcome(task.Line, task.Hash, score.IsRight, score.Value)
        {
            Answer = answer.Calls.Count > 0 ? string.Create(CultureInfo.InvariantCulture, $"{answer.Text}{ToolCalls.Of(answer.Calls).ToJson()}") : answer.Text,
            Reason = score.Reason,
            InputTokens = response.Usage?.InputTokenCount,
            OutputTokens = response.Usage?.OutputTokenCount,
            Seconds = seconds,
            FirstSeconds = first,
        };
    }
}
