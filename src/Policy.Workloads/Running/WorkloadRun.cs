using OptPolicy.Workloads.Statistics;
using OptPolicy.Workloads.Tasks;

namespace OptPolicy.Workloads.Running;

/// <summary>A workload with what became of every task. Immutable.</summary>
/// <param name="Workload">What was run.</param>
/// <param name="ModelId">By which model.</param>
/// <param name="Outcomes">One for every task, in the workload's order.</param>
public sealed record WorkloadRun(Workload Workload, string ModelId, IReadOnlyList<TaskOutcome> Outcomes)
{
    /// <summary>Tasks solved.</summary>
    public int Right => Outcomes.Count(static outcome => outcome.IsRight);

    /// <summary>Tasks that the client failed to answer.</summary>
    public int Errors => Outcomes.Count(static outcome => outcome.Error is not null);

    /// <summary>The share solved, with its Wilson interval at 95 %.</summary>
    public Interval SuccessRate => Wilson.Interval(Right, Outcomes.Count);

    /// <summary>Success of every session: all turns right, in the order in which sessions begin. A session with fewer turns is left out, of a longer one the first <paramref name="turns"/> count.</summary>
    /// <param name="turns">Turns of a session, from 1.</param>
    public IReadOnlyList<bool> Sessions(int turns)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(turns, 1);
        return
        [
            .. Workload.Tasks.Zip(Outcomes).Where(static pair => pair.First.Session is not null).GroupBy(static pair => pair.First.Session!, StringComparer.Ordinal)
                .Where(session => session.Count() >= turns).Select(session => session.Take(turns).All(static pair => pair.Second.IsRight)),
        ];
    }
}
