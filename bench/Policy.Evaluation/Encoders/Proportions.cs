using OptPolicy.Evaluation.Reporting;

namespace OptPolicy.Evaluation.Encoders;

/// <summary>Shares with their intervals.</summary>
internal static class Proportions
{
    /// <summary>A share with Wilson's interval (1927) at 95 %.</summary>
    public static EvaluationRow Row(string set, string metric, int hits, int n, string note)
    {
        const double Z = 1.96;
        var share = (double)hits / n;
        var centre = (share + Z * Z / (2 * n)) / (1 + Z * Z / n);
        var half = Z * Math.Sqrt(share * (1 - share) / n + Z * Z / (4.0 * n * n)) / (1 + Z * Z / n);
        return new EvaluationRow(set, metric, share, centre - half, centre + half, n, note);
    }
}
