namespace OptPolicy.Workloads.Tasks;

/// <summary>What is wrong with a line. Immutable.</summary>
/// <param name="Path">The file.</param>
/// <param name="Line">From 1; 0 for the file as a whole.</param>
/// <param name="Message">What is wrong and what to do.</param>
public sealed record WorkloadProblem(string Path, int Line, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => Line > 0 ? $"{Path}:{Line}: {Message}" : $"{Path}: {Message}";
}
