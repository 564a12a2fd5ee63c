using System.Globalization;
using OptPolicy.Compression.Pipeline.Planning;
using OptPolicy.Workloads.Gates;
using OptPolicy.Workloads.Statistics;

namespace OptPolicy.Compression.Pipeline.Checking;

/// <summary>
/// Whether gates on tasks can be decided by the tasks there are: a gate that even a model without one difference could not pass wastes every hour before it.
/// </summary>
internal static class PowerCheck
{
    private const double UsualPower = 0.8;

    /// <summary>Errors for gates that cannot pass, notes for those that an equally good model would often fail.</summary>
    /// <param name="plan">The plan; its ladder decides how many models are tried on the same tasks.</param>
    /// <param name="overlap">The tasks, without those that were seen.</param>
    /// <param name="solved">The share of tasks that the original solves, by file; <see langword="null"/> before it was measured: then all of them.</param>
    public static IEnumerable<PipelineProblem> Find(CompressionPlan plan, ExampleOverlap overlap, IReadOnlyDictionary<string, double>? solved)
    {
        var confidence = new GateOptions { Attempts = plan.Attempts }.EachConfidence;
        foreach (var gate in plan.Gates.Where(g => g.IsOnTasks && g.Data is not null && overlap.Counts.GetValueOrDefault(g.Data) > 0))
        {
            var (count, bound) = (overlap.Counts[gate.Data!] - overlap.SeenLines[gate.Data!].Count, (double)gate.Declaration.Bound);
            var turns = gate.Declaration.Metric == "session_drop" ? gate.Declaration.Turns ?? 1 : 1;
            var drop = bound >= 1 ? 1 : 1 - Math.Pow(1 - bound, 1.0 / turns);
            var rate = solved is null ? 1 : solved.GetValueOrDefault(gate.Data!);
            var name = string.Create(CultureInfo.InvariantCulture, $"gate {gate.Declaration.Metric} <= {bound:P1}");
            if (rate <= 0)
            {
                yield return PipelineProblem.Error($"{name} cannot be decided: the original solves none of the {count} tasks, so nothing could be lost; judge on tasks that it can do");
                continue;
            }

            if (count == 0)
                continue;
            var power = DropPower.Of(count, drop, rate, confidence: confidence);
            var known = solved is null ? "even if the original solves every one" : string.Create(CultureInfo.InvariantCulture, $"of which the original solves {rate * 100:0.#} %");
            if (!power.CanPass)
            {
                yield return PipelineProblem.Error(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{name} cannot be decided by {count} tasks, {known}: not even a model without one difference could pass at {confidence * 100:0.##} %{Shared(plan)}; {Needed(power)}"));
            }
            else if (solved is not null && power.Power < UsualPower)
            {
                yield return PipelineProblem.Note(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{name}: with {count} tasks, {known}, a model that is as good and differs on {DropPower.DefaultDiscordance * 100:0} % of them passes with a chance of {power.Power * 100:0} %{(power.NeededForPower is { } tasks ? $"; {tasks:N0} tasks make it {UsualPower * 100:0} %" : "")}"));
            }
        }
    }

    private static string Needed(DropPower power) => power.NeededToPass is { } needed ? string.Create(CultureInfo.InvariantCulture, $"{needed:N0} tasks or a larger bound are needed") : "allow a drop above 0";

    // A ladder tries several models on the same tasks, and each try is a chance to pass by luck.
    private static string Shared(CompressionPlan plan) => plan.Attempts == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" (95 % shared by the {plan.Attempts} models that the ladder may try)");
}
