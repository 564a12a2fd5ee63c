using OptPolicy.Workloads.Running;
using OptPolicy.Workloads.Statistics;

namespace OptPolicy.Workloads.Gates;

/// <summary>
/// Decides gates. A measured gate passes when the upper end of the one-sided interval is at most the bound: it is the candidate that has to show that it is good
/// enough. Immutable and thread-safe.
/// </summary>
/// <param name="options">How to decide.</param>
public sealed class GateEvaluator(GateOptions? options = null)
{
    private const int DocumentsMin = 10;
    private const double LatencyShare = 0.95;

    private readonly GateOptions _options = options ?? new();

    /// <summary>A two-sided interval whose ends each hold with the gate's confidence.</summary>
    private double TwoSided => 2 * _options.EachConfidence - 1;

    /// <summary><c>task_drop</c>: the share of the tasks that the original solves which are lost on balance.</summary>
    /// <param name="bound">The largest drop, 0…1.</param>
    /// <param name="pair">Both models' runs.</param>
    public GateVerdict TaskDrop(double bound, PairedRun pair)
    {
        ArgumentNullException.ThrowIfNull(pair);
        return new DropGate("task_drop", bound, _options.EachConfidence).Decide(pair.Tasks, turns: 1, "tasks");
    }

    /// <summary>
    /// <c>session_drop</c>: the share of the original's successful sessions of <paramref name="turns"/> turns that are lost on balance. Declared sessions with as many
    /// turns decide when there are any. Else sessions of independent tasks are assumed: all draws of that many tasks are counted exactly, which makes the
    /// success rate the tasks' rate to that power, and the gate a stricter one on tasks.
    /// </summary>
    /// <param name="bound">The largest drop, 0…1.</param>
    /// <param name="pair">Both models' runs.</param>
    /// <param name="turns">Turns of a session, from 1.</param>
    public GateVerdict SessionDrop(double bound, PairedRun pair, int turns)
    {
        ArgumentNullException.ThrowIfNull(pair);
        ArgumentOutOfRangeException.ThrowIfLessThan(turns, 1);
        var gate = new DropGate("session_drop", bound, _options.EachConfidence);
        var sessions = pair.Sessions(turns);
        return sessions.Count > 0 ? gate.Decide(sessions, turns: 1, $"sessions of {turns} turns") : gate.Decide(pair.Tasks, turns, "tasks");
    }

    /// <summary><c>perplexity_rise</c>: perplexity above the original's, as a share of it.</summary>
    /// <param name="bound">The largest rise.</param>
    /// <param name="baseline">The original's losses by document.</param>
    /// <param name="candidate">The other's, of the same documents.</param>
    /// <exception cref="ArgumentException">The documents or their tokens differ.</exception>
    public GateVerdict PerplexityRise(double bound, IReadOnlyList<DocumentLoss> baseline, IReadOnlyList<DocumentLoss> candidate)
    {
        ArgumentNullException.ThrowIfNull(baseline);
        var ratio = PerplexityRatio.Interval(baseline, candidate, _options.Seed, TwoSided);
        var verdict = new GateVerdict("perplexity_rise", bound, ratio.Value - 1, ratio.Low - 1, ratio.High - 1, baseline.Count, GateOutcome.Failed, "");
        if (!double.IsFinite(ratio.Value))
            return verdict with { Note = "The model's probabilities are no numbers: it is broken." };
        if (baseline.Count < DocumentsMin)
            return verdict with { Outcome = GateOutcome.Undecidable, Note = GateNote.FewDocuments(baseline.Count, DocumentsMin) };
        return verdict.High <= bound
            ? verdict with { Outcome = GateOutcome.Passed, Note = GateNote.Perplexity(baseline.Count) }
            : verdict with { Note = GateNote.PerplexityFailed(verdict) };
    }

    /// <summary><c>size_ratio</c>: bytes as a share of the original's.</summary>
    /// <param name="bound">The largest share.</param>
    /// <param name="baselineBytes">The original's, above 0.</param>
    /// <param name="candidateBytes">The other's.</param>
    public GateVerdict SizeRatio(double bound, long baselineBytes, long candidateBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(baselineBytes);
        ArgumentOutOfRangeException.ThrowIfNegative(candidateBytes);
        return Exact("size_ratio", bound, candidateBytes / (double)baselineBytes, "Bytes of both models' files.", "Use fewer bits a weight, or prune more.");
    }

    /// <summary><c>memory</c>: bytes of the weights and of the keys and values of a full context. Computed, so exact; what a runtime needs for itself is not in it.</summary>
    /// <param name="boundBytes">The most.</param>
    /// <param name="bytes">Computed.</param>
    public GateVerdict Memory(double boundBytes, long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        return Exact("memory", boundBytes, bytes, "Computed: weights, and the keys and values of a full context.", "Use fewer bits a weight, a shorter context, or fewer lanes.");
    }

    /// <summary><c>latency.p95</c>: the time that 95 % of the answers keep. No distribution is assumed.</summary>
    /// <param name="boundSeconds">The longest.</param>
    /// <param name="seconds">Of independent answers, asked one at a time.</param>
    public GateVerdict LatencyP95(double boundSeconds, IReadOnlyList<double> seconds)
    {
        ArgumentNullException.ThrowIfNull(seconds);
        ArgumentOutOfRangeException.ThrowIfZero(seconds.Count, nameof(seconds));
        var interval = QuantileInterval.Interval(seconds, LatencyShare, _options.EachConfidence);
        var verdict = new GateVerdict("latency.p95", boundSeconds, interval.Value, double.IsFinite(interval.Low) ? interval.Low : 0, interval.High, seconds.Count, GateOutcome.Passed, GateNote.Latency);
        if (interval.High <= boundSeconds)
            return verdict;
        var needed = QuantileInterval.Needed(LatencyShare, _options.EachConfidence);
        return verdict.Low <= boundSeconds && seconds.Count < needed
            ? verdict with { Outcome = GateOutcome.Undecidable, Note = GateNote.FewLatencies(seconds.Count, needed) }
            : verdict with { Outcome = GateOutcome.Failed, Note = GateNote.LatencyFailed(verdict) };
    }

    private static GateVerdict Exact(string metric, double bound, double value, string passed, string failed) =>
        new(metric, bound, value, value, value, 1, value <= bound ? GateOutcome.Passed : GateOutcome.Failed, value <= bound ? passed : failed);
}
