using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text;
using OptPolicy.Cli.Caching.Evaluating;
using OptPolicy.Cli.Caching.Tuning;
using static OptPolicy.Cli.Caching.Output.CacheFigures;

namespace OptPolicy.Cli.Caching.Output;

/// <summary>
/// An evaluation as one HTML page that needs nothing else. Its chart is precision over cache hit ratio (P-CHR): how much is served at each threshold, and how
/// much of that is wrong, with its exact interval.
/// </summary>
internal static class EvaluationPage
{
    private const int Width = 640, Height = 320, Left = 56, Right = 16, Top = 12, Bottom = 36;

    private const string Style = """
        :root{color-scheme:light dark;--line:#8884;--bar:#3b76c4;--bad:#c0392b}
        body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
        table{border-collapse:collapse}th,td{text-align:left;padding:.3rem .8rem;border-bottom:1px solid var(--line)}td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}
        svg{max-width:100%;height:auto}svg text{fill:currentColor;font-size:11px}.curve{fill:none;stroke:var(--bar);stroke-width:2}.band{fill:var(--bar);opacity:.18}
        .grid{stroke:var(--line)}.share{stroke:var(--bad);stroke-dasharray:4 4}.policy{fill:var(--bad)}
        """;

    public static string Write(CacheEvaluation evaluation, double share)
    {
        var page = new StringBuilder($"<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>{Text(evaluation.Policy)}: semantic cache</title><style>{Style}</style></head><body>\n");
        page.Append($"<h1>{Text(evaluation.Policy)}: semantic cache</h1>\n<p>{Count(evaluation.Labels.Pairs.Length)} labelled pairs. The policy serves {Count(evaluation.Pairs.Served)} ({Share(evaluation.Pairs.HitRate)}); wrong of hits: {FalseHits(evaluation.Pairs)}.</p>\n");
        if (evaluation.Stream is { } stream)
            page.Append($"<p>Stream of {Count(stream.Requests)} requests: {Share(stream.ServedShare)} without a model; of other wordings served {Share(stream.Hits.HitRate)}, wrong of hits: {FalseHits(stream.Hits)}.</p>\n");
        Chart(page, evaluation, share);
        page.Append("<table><tr><th>reason</th><th>what</th><th class=\"n\">same</th><th class=\"n\">different</th></tr>\n");
        foreach (var reason in evaluation.Reasons)
            page.Append($"<tr><td>{Text(reason.Reason)}</td><td>{reason.Action.ToString().ToLowerInvariant()}</td><td class=\"n\">{Count(reason.Same)}</td><td class=\"n\">{Count(reason.Different)}</td></tr>\n");
        return page.Append("</table>\n</body></html>\n").ToString();
    }

    private static void Chart(StringBuilder page, CacheEvaluation evaluation, double share)
    {
        ImmutableArray<ThresholdPoint> points = [.. evaluation.Sweep.Points.Where(static p => p.Tally.Served > 0)];
        if (points.Length < 2)
            return;
        var (widest, highest) = (points.Max(static p => p.Tally.HitRate), Math.Max(share * 2, points.Max(static p => p.Tally.FalseHits.Value) * 1.2));
        page.Append(CultureInfo.InvariantCulture, $"<figure><figcaption>Wrong answers among hits, over the share of requests that is served, as the threshold falls. The band is the 95 % interval, the dashed line {Share(share)}, the dot the policy as it is.</figcaption>\n<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"Wrong answers among hits over hit rate\">\n");
        foreach (var part in (double[])[0, 0.5, 1])
        {
            page.Append(CultureInfo.InvariantCulture, $"<line class=\"grid\" x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{Y(highest * part):0.#}\" y2=\"{Y(highest * part):0.#}\"/><text x=\"{Left - 6}\" y=\"{Y(highest * part) + 4:0.#}\" text-anchor=\"end\">{Share(highest * part)}</text>");
            page.Append(CultureInfo.InvariantCulture, $"<text x=\"{X(widest * part):0.#}\" y=\"{Height - 12}\" text-anchor=\"middle\">{Share(widest * part)}</text>\n");
        }

        var band = points.Select(p => (p.Tally.HitRate, p.Tally.FalseHits.High)).Concat(points.Reverse().Select(p => (p.Tally.HitRate, High: p.Tally.FalseHits.Low)));
        page.Append($"<polygon class=\"band\" points=\"{string.Join(' ', band.Select(p => Place(p.HitRate, p.High)))}\"/>\n");
        page.Append($"<polyline class=\"curve\" points=\"{string.Join(' ', points.Select(p => Place(p.Tally.HitRate, p.Tally.FalseHits.Value)))}\"/>\n");
        page.Append(CultureInfo.InvariantCulture, $"<line class=\"share\" x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{Y(share):0.#}\" y2=\"{Y(share):0.#}\"/>\n");
        if (evaluation.Pairs.Served > 0)
            page.Append(CultureInfo.InvariantCulture, $"<circle class=\"policy\" r=\"4\" cx=\"{X(evaluation.Pairs.HitRate):0.#}\" cy=\"{Y(evaluation.Pairs.FalseHits.Value):0.#}\"/>\n");
        page.Append("</svg></figure>\n");

        double X(double rate) => Left + (Width - Left - Right) * Math.Min(1, rate / widest);

        double Y(double wrong) => Height - Bottom - (Height - Top - Bottom) * Math.Min(1, wrong / highest);

        string Place(double rate, double wrong) => string.Create(CultureInfo.InvariantCulture, $"{X(rate):0.#},{Y(wrong):0.#}");
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
