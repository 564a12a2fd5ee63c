namespace OptPolicy.Workloads.Tasks;

/// <summary>The tasks of a file, in its order. Immutable.</summary>
/// <param name="Path">The file.</param>
/// <param name="Tasks">At least one.</param>
/// <param name="Hash">Hex SHA-256 of the tasks' hashes in order; the file's layout does not change it.</param>
public sealed record Workload(string Path, IReadOnlyList<WorkloadTask> Tasks, string Hash)
{
    /// <summary>Lines that repeat an earlier task, with the line that it repeats: they count twice and narrow intervals without telling more.</summary>
    public IReadOnlyList<(int Line, int Repeats)> Duplicates { get; init; } = [];

    /// <summary>The named sessions, in the order in which they begin.</summary>
    public IEnumerable<IGrouping<string, WorkloadTask>> Sessions => Tasks.Where(static task => task.Session is not null).GroupBy(static task => task.Session!, StringComparer.Ordinal);
}
