using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using OptPolicy.Workloads.Tasks;

namespace OptPolicy.Workloads.Scorers;

/// <summary>A regular expression that matches somewhere in the answer; <c>^…$</c> asks for the whole. A match that takes longer than a second is none.</summary>
public sealed class RegexScorer : ITaskScorer
{
    private const int PatternLengthMax = 10_000;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, Regex> _patterns = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public ValueTask<TaskScore> ScoreAsync(WorkloadTask task, TaskAnswer answer, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(answer);
        try
        {
            return new(_patterns.GetOrAdd(task.Expected, Create).IsMatch(answer.Text) ? TaskScore.Right : TaskScore.Wrong("the pattern does not match"));
        }
        catch (RegexMatchTimeoutException)
        {
            return new(TaskScore.Wrong("the pattern took too long"));
        }
    }

    /// <summary>What is wrong with a pattern.</summary>
    internal static string? Problem(string pattern)
    {
        if (pattern.Length > PatternLengthMax)
            return $"it is longer than {PatternLengthMax} characters";
        try
        {
            _ = Create(pattern);
            return null;
        }
        catch (ArgumentException error)
        {
            return error.Message;
        }
    }

    private static Regex Create(string pattern) => new(pattern, RegexOptions.CultureInvariant, Timeout);
}
