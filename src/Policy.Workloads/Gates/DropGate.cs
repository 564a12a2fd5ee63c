using OptPolicy.Workloads.Statistics;

namespace OptPolicy.Workloads.Gates;

/// <summary>A gate on lost successes. Non-inferiority: the score interval of the paired ratio, whose upper end must not exceed the bound.</summary>
internal sealed record DropGate(string Metric, double Bound, double Confidence)
{
    /// <summary>Decides; <paramref name="turns"/> above 1 compounds the ratio of independent units, in which every end of the interval is a power too.</summary>
    public GateVerdict Decide(PairedCounts counts, int turns, string units)
    {
        var ratio = PairedRatio.Interval(counts, 2 * Confidence - 1);
        var verdict = new GateVerdict(Metric, Bound, 1 - Math.Pow(ratio.Value, turns), 1 - Math.Pow(ratio.High, turns), 1 - Math.Pow(ratio.Low, turns), counts.Count, GateOutcome.Passed, "");
        if (counts.Baseline == 0)
            return verdict with { Value = 0, Low = -1, High = 1, Outcome = GateOutcome.Undecidable, Note = $"The original solves none of {counts.Count} {units}, so there is nothing to lose; use {units} that it can solve." };
        verdict = verdict with { Note = GateNote.Drop(counts, verdict, turns, units) };
        if (verdict.High <= Bound)
            return verdict;
        if (verdict.Low > Bound)
            return verdict with { Outcome = GateOutcome.Failed, Note = $"{verdict.Note} The bound is broken; keep more bits or train (recover with gptq, mixed, qat, qad)." };

        var unitBound = Bound >= 1 ? 1 : 1 - Math.Pow(1 - Bound, 1d / turns);
        if (unitBound <= 0)
            return verdict with { Outcome = GateOutcome.Undecidable, Note = $"{verdict.Note} A bound of {GateNote.Percent(Bound)} is kept only by a model that is shown to be better; allow a small drop." };
        var power = DropPower.Of(counts.Count, unitBound, counts.Baseline / (double)counts.Count, Math.Max(counts.Discordance, 1d / counts.Count), Confidence);
        return power.CanPass
            ? verdict with { Outcome = GateOutcome.Failed, Note = $"{verdict.Note} It may keep the bound, but this is not shown{Needed(power.NeededForPower, units)}." }
            : verdict with { Outcome = GateOutcome.Undecidable, Note = $"{verdict.Note} Even a model without one difference could not show this{Needed(power.NeededToPass, units)} (80 % power: {power.NeededForPower?.ToString("N0", System.Globalization.CultureInfo.InvariantCulture) ?? "out of reach"})." };
    }

    private static string Needed(int? count, string units) =>
        count is { } needed ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"; use about {needed:N0} {units}") : $"; no number of {units} would";
}
