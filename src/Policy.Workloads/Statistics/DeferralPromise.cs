namespace OptPolicy.Workloads.Statistics;

/// <summary>
/// The largest share of prompts for a small model with a promise: with confidence 1 − δ, at most the share α of them would have been answered
/// better by the large one. Thresholds are tested in a fixed order, from the safest on until one fails, with Clopper and Pearson's bound; that needs
/// no correction for their number (fixed-sequence testing; Angelopoulos et al., Learn then Test, 2021). Some unlucky prompts at the safe end
/// would end such a test at once, so it has several starts, which share δ.
/// </summary>
/// <param name="Threshold">Prompts with this score or less go to the small model.</param>
/// <param name="Deferred">Prompts of the calibration that do.</param>
/// <param name="Lost">Those of them that lose by it.</param>
/// <param name="Upper">The bound on the share of such, at 1 − δ; at most α.</param>
public sealed record DeferralPromise(double Threshold, int Deferred, int Lost, double Upper)
{
    /// <summary>Starts of the test.</summary>
    public const int Starts = 3;

    private const int Thresholds = 100;

    /// <summary>Finds it, on prompts that the score did not learn from.</summary>
    /// <param name="calibration">The score of each prompt, higher for harder ones, and whether the small model's answer was the worse one. In any order.</param>
    /// <param name="alpha">The share that may be lost, between 0 and 1.</param>
    /// <param name="delta">How likely the promise may be wrong, between 0 and 1.</param>
    /// <returns><see langword="null"/> when nothing can be promised.</returns>
    public static DeferralPromise? Find(IReadOnlyList<(double Score, bool IsLost)> calibration, double alpha, double delta)
    {
        ArgumentNullException.ThrowIfNull(calibration);
        var sorted = calibration.OrderBy(static c => c.Score).ToArray();
        var lost = new int[sorted.Length + 1];
        for (var i = 0; i < sorted.Length; i++) lost[i + 1] = lost[i] + (sorted[i].IsLost ? 1 : 0);

        DeferralPromise? best = null;
        var confidence = 1 - delta / Starts;
        var step = Math.Max(1, sorted.Length / Thresholds);
        for (var start = 0; start < Starts; start++)
        {
            for (var count = Math.Max(PromptsNeeded(alpha, delta), sorted.Length * start / Starts); count <= sorted.Length; count = count < sorted.Length ? Math.Min(count + step, sorted.Length) : count + 1)
            {
                // Prompts of one score go the same way.
                var all = count;
                while (all < sorted.Length && sorted[all].Score == sorted[all - 1].Score) all++;
                var upper = ClopperPearson.Upper(lost[all], all, confidence);
                if (upper > alpha) break;
                if (all > (best?.Deferred ?? 0)) best = new(sorted[all - 1].Score, all, lost[all], upper);
            }
        }

        return best;
    }

    /// <summary>The least prompts for the small model, none of them lost, that a promise takes.</summary>
    /// <param name="alpha">The share that may be lost, between 0 and 1.</param>
    /// <param name="delta">How likely the promise may be wrong, between 0 and 1.</param>
    public static int PromptsNeeded(double alpha, double delta) => ClopperPearson.ExamplesNeeded(alpha, 1 - delta / Starts);
}
