using System.Text.Json;

namespace OptPolicy.Workloads.Tasks;

/// <summary>
/// Reads workloads: JSON lines with <c>prompt</c> or <c>messages</c>, <c>expected</c> or <c>tool_calls</c>, and optionally <c>system</c>, <c>scorer</c>,
/// <c>session</c>, <c>max_tokens</c> and <c>tools</c>. A conversation whose last message is the assistant's, as trainers use them, is a task too: that message
/// is what is expected.
/// </summary>
public static class WorkloadFile
{
    /// <summary>Reads a file; all that is wrong with it is told at once.</summary>
    /// <param name="path">A JSONL file in UTF-8; blank lines are skipped.</param>
    /// <exception cref="WorkloadException">The file cannot be read, is empty, or lines are no tasks.</exception>
    public static Workload Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var problems = new List<WorkloadProblem>();
        var tasks = new List<WorkloadTask>();
        foreach (var (line, value) in JsonLines.Read(path, problems))
        {
            try
            {
                tasks.Add(TaskReader.Read(value, line));
            }
            catch (FormatException error)
            {
                problems.Add(new(path, line, error.Message));
            }
        }

        if (problems.Count > 0)
            throw new WorkloadException([.. problems.OrderBy(static problem => problem.Line)]);
        return Create(path, tasks);
    }

    /// <summary>A workload from tasks that were made elsewhere.</summary>
    /// <param name="name">What messages call it.</param>
    /// <param name="tasks">The tasks; each needs its hash.</param>
    public static Workload Create(string name, IReadOnlyList<WorkloadTask> tasks)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        var first = new Dictionary<string, int>(StringComparer.Ordinal);
        var duplicates = new List<(int, int)>();
        foreach (var task in tasks)
        {
            // Turns of sessions repeat rightly: "yes" is an answer in many of them.
            if (task.Session is null && !first.TryAdd(task.Hash, task.Line))
                duplicates.Add((task.Line, first[task.Hash]));
        }

        return new Workload(name, tasks, ContentHash.Of(tasks.Select(static task => task.Hash))) { Duplicates = duplicates };
    }
}
