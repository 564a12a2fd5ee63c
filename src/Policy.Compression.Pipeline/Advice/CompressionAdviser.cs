using System.Globalization;
using OptPolicy.Workloads.Statistics;

namespace OptPolicy.Compression.Pipeline.Advice;

/// <summary>The decision framework: scenario, environment and budget decide which techniques to use, in which order, and why. Pure.</summary>
public static class CompressionAdviser
{
    /// <summary>The drop that proposed gates allow.</summary>
    internal const double TaskDropMax = 0.02;

    private const double UsualSuccess = 0.8;

    /// <summary>Advises on every technique.</summary>
    /// <param name="request">Model, use and means.</param>
    public static CompressionAdvice Advise(AdviceRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var limit = request.SizeMax ?? SizeEstimate.UsualLimit(request.Target);
        var quantization = QuantizationChoice.Of(request, limit);
        return new(
            request,
            [
                SpeculationAdvice.Of(request),
                QuantizationAdvice.Of(request, quantization, limit),
                DistillationAdvice.Of(request, quantization, limit),
                QuantizedTrainingAdvice.Of(request, quantization),
            ],
            [.. Warnings(request)]);
    }

    private static IEnumerable<AppliedRule> Warnings(AdviceRequest request)
    {
        if (request.Tasks is not { } tasks)
            yield break;
        if (tasks.Seen > 0)
            yield return new(AdviceRules.TasksWereSeen, string.Create(CultureInfo.InvariantCulture, $"{tasks.Seen} of {tasks.Count} tasks of {tasks.Path} are in {request.Data!.Path}"));
        var solved = request.Solved is > 0 and var share ? share : UsualSuccess;
        if (DropPower.Of(Math.Max(1, tasks.Count), TaskDropMax, solved) is { CanPass: false } power)
        {
            yield return new(AdviceRules.GateUndecidable, string.Create(
                CultureInfo.InvariantCulture,
                $"{tasks.Count} tasks for a bound of {TaskDropMax * 100:0.#} %: at least {power.NeededToPass:N0} are needed, about {power.NeededForPower:N0} for a chance of 80 % (at {solved * 100:0} % solved{(request.Solved is null ? ", assumed" : "")})"));
        }
    }
}
