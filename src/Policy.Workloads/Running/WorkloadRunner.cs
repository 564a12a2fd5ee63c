using Microsoft.Extensions.AI;
using OptPolicy.Workloads.Scorers;
using OptPolicy.Workloads.Tasks;

namespace OptPolicy.Workloads.Running;

/// <summary>Asks a client every task of a workload. Thread-safe; client and scorer are the caller's.</summary>
/// <param name="client">What is measured.</param>
/// <param name="scorer">Judges the answers, usually a <see cref="ScorerSet"/>.</param>
/// <param name="time">The clock of the latencies; the system's by default.</param>
public sealed class WorkloadRunner(IChatClient client, ITaskScorer scorer, TimeProvider? time = null)
{
    private readonly TaskAsker _asker = new(client, scorer, time ?? TimeProvider.System);

    /// <summary>Runs the tasks that the outcome file does not have yet.</summary>
    /// <param name="workload">The tasks.</param>
    /// <param name="options">How to run them.</param>
    /// <param name="progress">Told after every task.</param>
    /// <param name="cancellationToken">Stops the run; what is done stays in the outcome file.</param>
    /// <exception cref="WorkloadException">The outcome file is another run's, damaged, or cannot be written.</exception>
    /// <exception cref="InvalidOperationException">A task's scorer needs a model that is not there.</exception>
    public async Task<WorkloadRun> RunAsync(Workload workload, RunOptions? options = null, IProgress<RunProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(workload);
        options ??= new();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Concurrency, 1, nameof(options));
        using var log = OutcomeLog.Open(workload, _asker.ModelId(options), options);
        progress?.Report(log.Progress);
        await Parallel.ForEachAsync(log.Open(), new ParallelOptions { MaxDegreeOfParallelism = options.Concurrency, CancellationToken = cancellationToken }, async (task, token) =>
        {
            log.Add(await _asker.AskAsync(task, options.Seed, token).ConfigureAwait(false));
            progress?.Report(log.Progress);
        }).ConfigureAwait(false);
        return log.ToRun();
    }
}
