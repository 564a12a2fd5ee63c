namespace OptPolicy.Workloads.Tasks;

/// <summary>A workload, text set or outcome file cannot be used; the message names file and lines.</summary>
public sealed class WorkloadException : Exception
{
    private const int ProblemsShown = 10;

    /// <summary>Creates the exception.</summary>
    /// <param name="problems">At least one.</param>
    public WorkloadException(IReadOnlyList<WorkloadProblem> problems)
        : base(Describe(problems))
    {
        Problems = problems;
    }

    /// <summary>Creates the exception for one problem.</summary>
    /// <param name="path">The file.</param>
    /// <param name="line">From 1; 0 for the file as a whole.</param>
    /// <param name="message">What is wrong and what to do.</param>
    public WorkloadException(string path, int line, string message)
        : this([new WorkloadProblem(path, line, message)])
    {
    }

    /// <summary>All that is wrong, by line.</summary>
    public IReadOnlyList<WorkloadProblem> Problems { get; }

    private static string Describe(IReadOnlyList<WorkloadProblem> problems)
    {
        var lines = string.Join(Environment.NewLine, problems.Take(ProblemsShown));
        return problems.Count > ProblemsShown ? $"{lines}{Environment.NewLine}and {problems.Count - ProblemsShown} more" : lines;
    }
}
