using System.Globalization;
using System.Text.RegularExpressions;

namespace OptPolicy.Cli.Evaluating;

/// <summary>A gate as it is written on the command line, in the policy's words: <c>task_drop &lt;= 2%</c>, <c>session_drop(3) &lt;= 5%</c>, <c>latency.p95 &lt;= 800ms</c>.</summary>
/// <param name="Metric">As the policy writes it.</param>
/// <param name="Bound">A share or seconds.</param>
/// <param name="Turns">Of a session.</param>
internal sealed partial record GateBound(string Metric, double Bound, int Turns)
{
    public const string Forms = "'task_drop <= 2%', 'session_drop(3) <= 5%', 'perplexity_rise <= 5%', 'size_ratio <= 40%' and 'latency.p95 <= 800ms'";

    /// <summary>Whether it compares with an original.</summary>
    public bool NeedsOriginal => Metric != "latency.p95";

    /// <summary>Reads one; null when it is none.</summary>
    public static GateBound? Parse(string text)
    {
        if (Written().Match(text) is not { Success: true } match)
        {
            return null;
        }

        var metric = match.Groups["metric"].Value;
        var value = double.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture);
        var turns = match.Groups["turns"] is { Success: true } group ? int.Parse(group.Value, CultureInfo.InvariantCulture) : 1;
        double? bound = (match.Groups["unit"].Value, metric == "latency.p95") switch
        {
            ("%", false) => value / 100,
            ("", false) => value,
            ("ms", true) => value / 1000,
            ("s", true) => value,
            _ => null,
        };
        return bound is { } known && match.Groups["turns"].Success == (metric == "session_drop") && turns > 0 ? new GateBound(metric, known, turns) : null;
    }

    [GeneratedRegex(@"^\s*(?<metric>task_drop|session_drop|perplexity_rise|size_ratio|latency\.p95)\s*(\(\s*(?<turns>\d{1,4})\s*\))?\s*<=\s*(?<number>\d{1,9}(\.\d{1,9})?)\s*(?<unit>%|ms|s)?\s*$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Written();
}
