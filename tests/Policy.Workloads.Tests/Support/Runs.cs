using Microsoft.Extensions.AI;
using OptPolicy.Workloads.Running;
using OptPolicy.Workloads.Tasks;

namespace OptPolicy.Workloads.Tests.Support;

/// <summary>Runs made of outcomes.</summary>
internal static class Runs
{
    public static PairedRun Paired(int both, int lost, int won, int neither)
    {
        var cells = Enumerable.Repeat((true, true), both).Concat(Enumerable.Repeat((true, false), lost)).Concat(Enumerable.Repeat((false, true), won)).Concat(Enumerable.Repeat((false, false), neither)).ToList();
        return PairedRun.Of(Run([.. cells.Select(static c => c.Item1)]), Run([.. cells.Select(static c => c.Item2)]));
    }

    /// <summary>Tasks on their own, or turns of sessions of <paramref name="turns"/>.</summary>
    public static WorkloadRun Run(bool[] outcomes, int turns = 0)
    {
        var tasks = outcomes.Select((_, i) => new WorkloadTask(i + 1, [new ChatMessage(ChatRole.User, $"q{i}")], "x", ScorerKind.Exact) { Hash = $"h{i}", Session = turns > 0 ? $"s{i / turns}" : null }).ToList();
        return new(WorkloadFile.Create("tasks", tasks), "model", [.. outcomes.Select((right, i) => new TaskOutcome(i + 1, $"h{i}", right, right ? 1 : 0))]);
    }
}
