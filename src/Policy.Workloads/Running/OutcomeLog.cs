using OptPolicy.Workloads.Tasks;

namespace OptPolicy.Workloads.Running;

/// <summary>The outcomes of a run as they come, in memory and in its file. Thread-safe.</summary>
internal sealed class OutcomeLog : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Workload _workload;
    private readonly string _modelId;
    private readonly OutcomeFile? _file;
    private readonly Dictionary<int, TaskOutcome> _outcomes = [];

    private OutcomeLog(Workload workload, string modelId, OutcomeFile? file) => (_workload, _modelId, _file) = (workload, modelId, file);

    public RunProgress Progress
    {
        get
        {
            lock (_lock)
                return new(_outcomes.Count, _workload.Tasks.Count, _outcomes.Values.Count(static outcome => outcome.IsRight));
        }
    }

    public static OutcomeLog Open(Workload workload, string modelId, RunOptions options)
    {
        var file = options.OutcomePath is { } path ? OutcomeFile.Open(path, new OutcomeHeader(workload.Hash, modelId, options.Seed)) : null;
        var log = new OutcomeLog(workload, modelId, file);

        // A later outcome of a task replaces an earlier one: an error that was asked again.
        foreach (var outcome in file?.Outcomes ?? [])
            log._outcomes[outcome.Line] = outcome;
        foreach (var failed in log._outcomes.Values.Where(static outcome => outcome.Error is not null).ToList())
            log._outcomes.Remove(failed.Line);
        return log;
    }

    /// <summary>The tasks without an outcome.</summary>
    public IReadOnlyList<WorkloadTask> Open()
    {
        lock (_lock)
            return [.. _workload.Tasks.Where(task => !_outcomes.ContainsKey(task.Line))];
    }

    public void Add(TaskOutcome outcome)
    {
        lock (_lock)
        {
            _outcomes[outcome.Line] = outcome;
            _file?.Append(outcome);
        }
    }

    public WorkloadRun ToRun()
    {
        lock (_lock)
            return new(_workload, _modelId, [.. _workload.Tasks.Select(task => _outcomes[task.Line])]);
    }

    public void Dispose() => _file?.Dispose();
}
