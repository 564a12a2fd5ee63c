using System.Globalization;
using OptPolicy.Workloads.Statistics;

namespace OptPolicy.Workloads.Gates;

/// <summary>What verdicts say: the test, and what to do when it did not pass.</summary>
internal static class GateNote
{
    public const string Latency = "Order statistics of answers asked one at a time.";

    public static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.##} %");

    public static string Drop(PairedCounts counts, GateVerdict verdict, int turns, string units) => string.Create(
        CultureInfo.InvariantCulture,
        $"{counts.BaselineOnly} lost and {counts.CandidateOnly} won of {counts.Count} {units} ({counts.Baseline} right before{Compounded(turns)}): a drop of {Percent(verdict.Value)}, at most {Percent(verdict.High)}; McNemar mid-p {McNemar.MidP(counts.BaselineOnly, counts.CandidateOnly):0.000}.");

    public static string Perplexity(int documents) => $"Paired bootstrap over {documents} documents.";

    public static string PerplexityFailed(GateVerdict verdict) => verdict.Low > verdict.Bound
        ? $"Paired bootstrap over {verdict.Count} documents. The bound is broken; keep more bits or train (recover with gptq, mixed, qat, qad)."
        : $"Paired bootstrap over {verdict.Count} documents. It may keep the bound, but this is not shown; use more documents.";

    public static string FewDocuments(int count, int needed) => $"{count} documents do not tell how much documents differ; use at least {needed}.";

    public static string FewLatencies(int count, int needed) => $"{Latency} {count} answers bound no p95; use at least {needed}.";

    public static string LatencyFailed(GateVerdict verdict) => verdict.Low > verdict.Bound
        ? $"{Latency} The bound is broken; use fewer bits a weight, prune, or speculate."
        : $"{Latency} It may keep the bound, but this is not shown; ask more tasks on a quiet machine.";

    private static string Compounded(int turns) => turns == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $", compounded over {turns} turns");
}
