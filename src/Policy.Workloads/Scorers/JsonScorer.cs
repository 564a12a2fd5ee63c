using OptPolicy.Workloads.Tasks;

namespace OptPolicy.Workloads.Scorers;

/// <summary>An equal JSON value: numbers by value, members in any order, code fences aside. An object with the same member twice is no JSON here.</summary>
public sealed class JsonScorer : ITaskScorer
{
    /// <inheritdoc/>
    public ValueTask<TaskScore> ScoreAsync(WorkloadTask task, TaskAnswer answer, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(answer);
        if (!JsonEquality.TryParse(answer.Text, out var value))
            return new(TaskScore.Wrong("no JSON"));
        return new(JsonEquality.TryParse(task.Expected, out var expected) && JsonEquality.AreEqual(expected, value) ? TaskScore.Right : TaskScore.Wrong("another value"));
    }
}
