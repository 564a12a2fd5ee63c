using OptPolicy.Workloads.Tasks;

namespace OptPolicy.Workloads.Scorers;

/// <summary>Equal text, white space at the ends aside.</summary>
public sealed class ExactScorer : ITaskScorer
{
    /// <inheritdoc/>
    public ValueTask<TaskScore> ScoreAsync(WorkloadTask task, TaskAnswer answer, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(answer);
        return new(answer.Text.AsSpan().Trim().SequenceEqual(task.Expected.AsSpan().Trim()) ? TaskScore.Right : TaskScore.Wrong("another text"));
    }
}
