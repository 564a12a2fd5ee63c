using OptPolicy.Workloads.Statistics;

namespace OptPolicy.Evaluation.Routing;

/// <summary>
/// The largest share of prompts for the weak model with a promise: with confidence 1 − δ, at most the share α of them would only the strong one have
/// answered rightly. Fixed-sequence testing with Clopper and Pearson's bound, from the safest prompts on until it fails first, needs no
/// correction for the number of thresholds tried (Angelopoulos et al., Learn then Test, 2021).
/// </summary>
internal static class DeferralPromise
{
    private const int Thresholds = 50;

    /// <summary>The threshold below which prompts go to the weak model; <see langword="null"/> when none can be promised.</summary>
    public static double? Threshold(IReadOnlyList<(double Score, bool IsLost)> calibration, double alpha, double delta)
    {
        var sorted = calibration.OrderBy(static c => c.Score).ToArray();
        var step = Math.Max(1, sorted.Length / Thresholds);

        // Of fewer prompts nothing could be promised even if none were lost: (1 − α)ⁿ > δ.
        var fewest = Math.Log(delta) / Math.Log(1 - alpha);
        double? best = null;
        var lost = 0;
        for (var i = 0; i < sorted.Length; i++)
        {
            lost += sorted[i].IsLost ? 1 : 0;
            if ((i + 1) % step != 0 || i + 1 < fewest)
                continue;
            if (ClopperPearson.Upper(lost, i + 1, 1 - delta) > alpha)
                break;
            best = sorted[i].Score;
        }

        return best;
    }
}
