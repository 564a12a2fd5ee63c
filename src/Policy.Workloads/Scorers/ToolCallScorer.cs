using OptPolicy.Workloads.Tasks;

namespace OptPolicy.Workloads.Scorers;

/// <summary>
/// The same tools with equal arguments, as a multiset. Calls come as <see cref="Microsoft.Extensions.AI.FunctionCallContent"/>, or, when there is none, from the
/// text: <c>&lt;tool_call&gt;{"name": …, "arguments": …}&lt;/tool_call&gt;</c> blocks, or nothing but JSON. An empty list expects that no tool is called.
/// </summary>
public sealed class ToolCallScorer : ITaskScorer
{
    /// <inheritdoc/>
    public ValueTask<TaskScore> ScoreAsync(WorkloadTask task, TaskAnswer answer, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(answer);
        var expected = ToolCalls.Find(task.Expected);
        var actual = answer.Calls.Count > 0 ? ToolCalls.Of(answer.Calls) : ToolCalls.Find(answer.Text);
        if (expected is null or { IsEmpty: true })
            return new(actual is null or { IsEmpty: true } && !answer.Text.Contains("<tool_call>", StringComparison.Ordinal) ? TaskScore.Right : TaskScore.Wrong("a tool was called"));
        if (actual is null or { IsEmpty: true })
            return new(TaskScore.Wrong("no tool call"));
        if (expected.SameAs(actual))
            return new(TaskScore.Right);
        var sameTools = expected.Names.Order(StringComparer.Ordinal).SequenceEqual(actual.Names.Order(StringComparer.Ordinal), StringComparer.Ordinal);
        return new(TaskScore.Wrong(sameTools ? "other arguments" : "other tools"));
    }
}
