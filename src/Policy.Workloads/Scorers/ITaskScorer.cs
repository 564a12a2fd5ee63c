using OptPolicy.Workloads.Tasks;

namespace OptPolicy.Workloads.Scorers;

/// <summary>Judges answers of one kind. Thread-safe.</summary>
public interface ITaskScorer
{
    /// <summary>Judges an answer.</summary>
    /// <param name="task">What was asked and expected.</param>
    /// <param name="answer">What came.</param>
    /// <param name="cancellationToken">Stops a judge.</param>
    ValueTask<TaskScore> ScoreAsync(WorkloadTask task, TaskAnswer answer, CancellationToken cancellationToken = default);
}
