using OptPolicy.Workloads.Running;

namespace OptPolicy.Cli.Evaluating;

/// <summary>Speeds of a run.</summary>
internal static class OutcomeFigures
{
    /// <summary>Seconds that a share of the answers keeps.</summary>
    public static double Quantile(WorkloadRun run, double share)
    {
        var sorted = run.Outcomes.Select(static outcome => outcome.Seconds).Order().ToArray();
        return sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Length) - 1, 0, sorted.Length - 1)];
    }

    /// <summary>Tokens of answers a second, prompts' reading included.</summary>
    public static double TokenRate(WorkloadRun run)
    {
        var seconds = run.Outcomes.Sum(static outcome => outcome.Seconds);
        return seconds > 0 ? run.Outcomes.Sum(static outcome => outcome.OutputTokens ?? 0) / seconds : 0;
    }
}
