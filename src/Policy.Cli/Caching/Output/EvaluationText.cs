using System.Globalization;
using System.Text;
using OptPolicy.Cli.Caching.Evaluating;
using OptPolicy.Cli.Output;
using OptPolicy.Reporting;
using static OptPolicy.Cli.Caching.Output.CacheFigures;

namespace OptPolicy.Cli.Caching.Output;

/// <summary>What a semantic cache does with labelled questions, for people.</summary>
internal static class EvaluationText
{
    private const double ModelSeconds = 1;

    public static void Write(CliEnvironment environment, CacheEvaluation evaluation, double share)
    {
        var text = new StringBuilder();
        var palette = new Palette(environment.Color);
        text.Append(palette.Bold(evaluation.Policy)).Append($": {Count(evaluation.Labels.Pairs.Length)} pairs, {Count(evaluation.Labels.Pairs.Count(static p => p.IsRight))} of them the same\n");
        text.Append($"  served {Count(evaluation.Pairs.Served)} ({Share(evaluation.Pairs.HitRate)}), wrong {Count(evaluation.Pairs.False)}: {FalseHits(evaluation.Pairs)} of hits\n");
        text.Append('\n').Append(palette.Bold("reason                 what         same   different")).Append('\n');
        foreach (var reason in evaluation.Reasons)
            text.Append($"{reason.Reason,-22} {reason.Action.ToString().ToLowerInvariant(),-8} {Count(reason.Same),8} {Count(reason.Different),11}\n");
        SweepText.Append(text, palette, evaluation.Sweep, share);
        if (evaluation.Stream is { } stream)
            Append(text, palette, stream);
        text.Append('\n').Append(palette.Bold("latency")).Append($"\n  embedding {Times(evaluation.EmbeddingTimes)}\n");
        if (evaluation.VerifierTimes.Count > 0)
            text.Append($"  verifier {Times(evaluation.VerifierTimes)}, asked {Count(evaluation.VerifierTimes.Count)} times\n");
        if (evaluation.Stream is { HitTimes.IsEmpty: false } replayed)
            text.Append($"  served request {Times(replayed.HitTimes)}, from an empty store of this length\n");
        text.Append(BreakEven(evaluation));
        environment.Out.Write(text.ToString());
    }

    /// <summary>From which hit rate on the cache saves time, in words.</summary>
    public static string BreakEven(CacheEvaluation evaluation) => string.Create(
        CultureInfo.InvariantCulture, $"  break-even: {evaluation.Overhead.TotalMilliseconds:0.00} ms a request are worth it from a hit rate of {Share(evaluation.Overhead.TotalSeconds / ModelSeconds)} on, where a model takes {ModelSeconds:0} s\n");

    private static void Append(StringBuilder text, Palette palette, StreamOutcome stream)
    {
        text.Append('\n').Append(palette.Bold("stream")).Append($", in its order and from an empty cache: {Count(stream.Requests)} requests, {Share(stream.ServedShare)} without a model\n");
        text.Append($"  the same words {Count(stream.Identical)}; other words {Count(stream.Hits.Served)} of {Count(stream.Hits.All)} ({Share(stream.Hits.HitRate)}), wrong {Count(stream.Hits.False)}: {FalseHits(stream.Hits)} of hits\n");
        if (stream.Unjudged > 0)
            text.Append($"  {Count(stream.Unjudged)} hits whose right answer the stream does not say\n");
        text.Append($"  nearest entries: {string.Join(", ", stream.Reasons.OrderByDescending(static r => r.Value).ThenBy(static r => r.Key, StringComparer.Ordinal).Select(static r => $"{r.Key} {Count(r.Value)}"))}\n");
        text.Append($"  cost {ReportFormat.Money(stream.Cost)}, without the caches {ReportFormat.Money(stream.Cost + stream.Saved)}: {Share(stream.Cost + stream.Saved == 0 ? 0 : (double)(stream.Saved / (stream.Cost + stream.Saved)))} saved\n");
    }
}
