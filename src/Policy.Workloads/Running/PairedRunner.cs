using Microsoft.Extensions.AI;
using OptPolicy.Workloads.Scorers;
using OptPolicy.Workloads.Tasks;

namespace OptPolicy.Workloads.Running;

/// <summary>
/// Asks two clients every task, one after the other, and the other way round at every second task: what slows the machine for a while slows both. Use it when
/// latencies are compared. Thread-safe; clients and scorer are the caller's.
/// </summary>
/// <param name="baseline">The original.</param>
/// <param name="candidate">The one that is to replace it.</param>
/// <param name="scorer">Judges the answers, usually a <see cref="ScorerSet"/>.</param>
/// <param name="time">The clock of the latencies; the system's by default.</param>
public sealed class PairedRunner(IChatClient baseline, IChatClient candidate, ITaskScorer scorer, TimeProvider? time = null)
{
    private readonly TaskAsker _baseline = new(baseline, scorer, time ?? TimeProvider.System);
    private readonly TaskAsker _candidate = new(candidate, scorer, time ?? TimeProvider.System);

    /// <summary>Runs the tasks that the outcome files do not have yet, one at a time.</summary>
    /// <param name="workload">The tasks.</param>
    /// <param name="baselineOptions">The original's model id, seed and outcome file; its concurrency is not used.</param>
    /// <param name="candidateOptions">The same for the other.</param>
    /// <param name="progress">Told after every task, with the candidate's successes.</param>
    /// <param name="cancellationToken">Stops the run; what is done stays in the outcome files.</param>
    /// <exception cref="WorkloadException">An outcome file is another run's, damaged, or cannot be written.</exception>
    /// <exception cref="InvalidOperationException">A task's scorer needs a model that is not there.</exception>
    public async Task<PairedRun> RunAsync(
        Workload workload, RunOptions? baselineOptions = null, RunOptions? candidateOptions = null, IProgress<RunProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(workload);
        var (first, second) = (baselineOptions ?? new(), candidateOptions ?? new());
        using var left = OutcomeLog.Open(workload, _baseline.ModelId(first), first);
        using var right = OutcomeLog.Open(workload, _candidate.ModelId(second), second);
        var (openLeft, openRight) = (left.Open().Select(static t => t.Line).ToHashSet(), right.Open().Select(static t => t.Line).ToHashSet());
        foreach (var (index, task) in workload.Tasks.Index())
        {
            for (var turn = 0; turn < 2; turn++)
            {
                var isBaseline = (index + turn) % 2 == 0;
                var (log, open, asker, seed) = isBaseline ? (left, openLeft, _baseline, first.Seed) : (right, openRight, _candidate, second.Seed);
                if (open.Contains(task.Line))
                    log.Add(await asker.AskAsync(task, seed, cancellationToken).ConfigureAwait(false));
            }

            progress?.Report(right.Progress);
        }

        return PairedRun.Of(left.ToRun(), right.ToRun());
    }
}
