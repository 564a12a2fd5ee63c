using OptPolicy.Workloads.Gates;
using OptPolicy.Workloads.Running;
using OptPolicy.Workloads.Statistics;
using OptPolicy.Workloads.Tasks;

namespace OptPolicy.Cli.Evaluating;

/// <summary>What came out: a run of tasks, or a reading of texts.</summary>
/// <param name="Request">What was asked.</param>
internal sealed record Evaluation(EvaluationRequest Request)
{
    public IReadOnlyList<GateVerdict> Verdicts { get; init; } = [];

    public WorkloadRun? Run { get; init; }

    /// <summary>The original's run of the same tasks.</summary>
    public WorkloadRun? Against { get; init; }

    public TextSet? Texts { get; init; }

    public IReadOnlyList<DocumentLoss> Losses { get; init; } = [];

    /// <summary>The original's losses of the same texts.</summary>
    public IReadOnlyList<DocumentLoss> AgainstLosses { get; init; } = [];

    public PairedCounts? Pairs => Run is { } run && Against is { } against ? PairedRun.Of(against, run).Tasks : null;

    public bool IsPassed => Verdicts.All(static verdict => verdict.Outcome == GateOutcome.Passed) && Run is not { Errors: > 0 };

    public static double Perplexity(IReadOnlyList<DocumentLoss> losses) => Math.Exp(losses.Sum(static loss => loss.NegativeLogLikelihood) / losses.Sum(static loss => (long)loss.Tokens));
}
