namespace OptPolicy.Reporting;

/// <summary>The running counts of one <see cref="ReportGroup"/>. Not thread-safe.</summary>
internal sealed class GroupTally
{
    private readonly List<long> _latencyTicks = [];
    private long _attempts;
    private decimal _paid;
    private decimal _baseline;
    private long _inputTokens;
    private long _outputTokens;

    public void AddRequest(DecisionTrace trace, decimal paid, int attempts)
    {
        _latencyTicks.Add(trace.Duration.Ticks);
        _attempts += attempts;
        _paid += paid;
        _baseline += trace.BaselineCost;
        _inputTokens += trace.InputTokens;
        _outputTokens += trace.OutputTokens;
    }

    /// <summary>Counts what was paid beside requests.</summary>
    public void AddAside(DecisionTrace trace)
    {
        _attempts += trace.Attempts.Length;
        _paid += trace.Cost;
    }

    public void AddAttempt(decimal paid)
    {
        _attempts++;
        _paid += paid;
    }

    public ReportGroup ToGroup(string name)
    {
        _latencyTicks.Sort();
        return new ReportGroup(name, _latencyTicks.Count, _attempts, ReportFormat.Plain(_paid), ReportFormat.Plain(_baseline), _inputTokens, _outputTokens, Quantile(0.50), Quantile(0.95));
    }

    // Nearest rank: always a latency that really occurred.
    private TimeSpan Quantile(double share) =>
        _latencyTicks.Count == 0 ? TimeSpan.Zero : TimeSpan.FromTicks(_latencyTicks[Math.Max((int)Math.Ceiling(share * _latencyTicks.Count) - 1, 0)]);
}
