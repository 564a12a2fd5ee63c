using System.Globalization;
using System.Net;
using System.Text;
using OptPolicy.Compression.Pipeline.Judging;
using OptPolicy.Compression.Pipeline.Recovery;
using OptPolicy.Compression.Pipeline.Running;
using OptPolicy.Workloads.Gates;

namespace OptPolicy.Compression.Pipeline.Reporting;

/// <summary>A manifest as one HTML page that needs nothing else: styles and charts are inside.</summary>
public static class CompressionReport
{
    /// <summary>Name of the file beside the model.</summary>
    public const string FileName = "report.html";

    private const string Style = """
        :root{color-scheme:light dark;--line:#8884;--good:#2a8a4a;--bad:#c0392b;--bar:#3b76c4;--soft:#8882}
        body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
        h1{font-size:1.6rem;margin-bottom:.2rem}h2{font-size:1.15rem;margin-top:2rem}
        table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid var(--line);vertical-align:top}
        td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}.good{color:var(--good)}.bad{color:var(--bad)}
        .verdict{font-size:1.1rem;font-weight:600}code{font-size:.85em;word-break:break-all}svg{max-width:100%;height:auto}svg text{fill:currentColor;font-size:11px}
        """;

    /// <summary>Writes the page.</summary>
    public static string Write(CompressionManifest manifest)
    {
        var page = new StringBuilder();
        var isPassed = manifest.IsPassed;
        page.Append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>")
            .Append(Text(manifest.Model)).Append("</title><style>").Append(Style).Append("</style></head><body>\n<h1>").Append(Text(manifest.Model)).Append("</h1>\n<p class=\"verdict ")
            .Append(isPassed ? "good\">Every gate passes: shipped as " : "bad\">Not shipped. Best attempt: ").Append(Text(manifest.Format)).Append("</p>\n");
        Gates(page, manifest.Gates);
        Metrics(page, manifest.Attestations);
        Stages(page, manifest.Stages);
        Rungs(page, manifest.Ladder);
        OrderTable.Write(page, manifest.Orders);
        Origin(page, manifest);
        return page.Append("</body></html>\n").ToString();
    }

    internal static string Text(string text) => WebUtility.HtmlEncode(text);

    private static void Gates(StringBuilder page, IReadOnlyList<GateVerdict> gates)
    {
        page.Append("<h2>Gates</h2>\n");
        if (gates.Count == 0)
        {
            page.Append("<p>None are declared.</p>\n");
            return;
        }

        page.Append("<table><tr><th>gate</th><th class=\"n\">bound</th><th class=\"n\">measured</th><th class=\"n\">95 % interval</th><th class=\"n\">examples</th><th>verdict</th></tr>\n");
        foreach (var gate in gates)
        {
            page.Append("<tr><td>").Append(Text(gate.Metric)).Append("</td>").Append(Cell(MetricText.Gate(gate.Metric, gate.Bound))).Append(Cell(MetricText.Gate(gate.Metric, gate.Value)))
                .Append(Cell(gate.Low.Equals(gate.High) ? "exact" : $"{MetricText.Gate(gate.Metric, gate.Low)} … {MetricText.Gate(gate.Metric, gate.High)}"))
                .Append(Cell(gate.Count.ToString("N0", CultureInfo.InvariantCulture)))
                .Append("<td class=\"").Append(gate.Outcome == GateOutcome.Passed ? "good" : "bad").Append("\">").Append(gate.Outcome.ToString().ToLowerInvariant())
                .Append("</td></tr>\n<tr><td></td><td colspan=\"5\">").Append(Text(gate.Note)).Append("</td></tr>\n");
        }

        page.Append("</table>\n");
        IntervalChart.Write(page, gates);
    }

    private static void Metrics(StringBuilder page, IReadOnlyList<MetricComparison> metrics)
    {
        page.Append("<h2>Original and made model</h2>\n<table><tr><th>metric</th><th class=\"n\">original</th><th class=\"n\">made</th><th class=\"n\">95 % interval</th><th class=\"n\">n</th></tr>\n");
        foreach (var metric in metrics)
        {
            page.Append("<tr><td>").Append(Text(metric.Metric)).Append("</td>").Append(Cell(MetricText.Of(metric.Metric, metric.Original))).Append(Cell(MetricText.Of(metric.Metric, metric.Made)))
                .Append(Cell(metric is { Low: { } low, High: { } high } ? $"{MetricText.Of(metric.Metric, low)} … {MetricText.Of(metric.Metric, high)}" : ""))
                .Append(Cell(metric.Count.ToString("N0", CultureInfo.InvariantCulture))).Append("</tr>\n");
        }

        page.Append("</table>\n");
    }

    private static void Stages(StringBuilder page, IReadOnlyList<StageRecord> stages)
    {
        string[] columns = [Judgement.TaskSuccess, Judgement.SessionSuccess, Judgement.TokenAccuracy, Judgement.Perplexity];
        page.Append("<h2>Stages</h2>\n<table><tr><th>stage</th><th class=\"n\">weights</th><th class=\"n\">bytes</th><th class=\"n\">loss</th>")
            .AppendJoin("", columns.Select(static c => $"<th class=\"n\">{Text(c)}</th>")).Append("</tr>\n");
        foreach (var stage in stages)
        {
            var loss = stage.Result is { LossBefore: { } before, LossAfter: { } after } ? string.Create(CultureInfo.InvariantCulture, $"{before:F3} → {after:F3}") : "";
            page.Append("<tr><td>").Append(Text(stage.Name)).Append("</td>").Append(Cell(stage.Result?.ParametersAfter.ToString("N0", CultureInfo.InvariantCulture) ?? ""))
                .Append(Cell(MetricText.Of(Judgement.Size, stage.Bytes))).Append(Cell(loss))
                .AppendJoin("", columns.Select(c => Cell(stage.Measured?.Find(c) is { } metric ? MetricText.Of(c, metric.Made) : "")))
                .Append("</tr>\n");
            foreach (var note in stage.Result?.Notes ?? [])
                page.Append("<tr><td></td><td colspan=\"").Append(columns.Length + 3).Append("\">").Append(Text(note)).Append("</td></tr>\n");
        }

        page.Append("</table>\n");
        StageChart.Write(page, stages);
    }

    private static void Rungs(StringBuilder page, IReadOnlyList<RungRecord> rungs)
    {
        if (rungs.Count == 0)
            return;
        page.Append("<h2>Recovery</h2>\n<table><tr><th>rung</th><th>outcome</th><th>why</th><th class=\"n\">task success</th></tr>\n");
        foreach (var rung in rungs)
        {
            page.Append("<tr><td>").Append(rung.Rung.ToString().ToLowerInvariant()).Append("</td><td class=\"").Append(rung.Outcome == RungOutcome.Accepted ? "good" : "bad").Append("\">")
                .Append(rung.Outcome.ToString().ToLowerInvariant()).Append("</td><td>").Append(Text(rung.Reason)).Append("</td>")
                .Append(Cell(rung.Judgement?.Find(Judgement.TaskSuccess) is { } success ? MetricText.Of(Judgement.TaskSuccess, success.Made) : "")).Append("</tr>\n");
        }

        page.Append("</table>\n");
    }

    private static void Origin(StringBuilder page, CompressionManifest manifest)
    {
        var proof = manifest.Proof;
        page.Append("<h2>Proof and origin</h2>\n<table>");
        Row("weights on their grid", proof.Holds ? string.Create(CultureInfo.InvariantCulture, $"yes: {proof.Weights:N0} weights of {proof.Tensors} products, {proof.FloatWeights:N0} left in float") : $"no: {proof.Problem}");
        Row("policy", manifest.PolicyHash);
        Row("checkpoint", manifest.CheckpointHash);
        Row("model", manifest.ModelHash);
        foreach (var (name, hash) in manifest.Inputs)
            Row(name, hash);
        Row("seed", manifest.Seed.ToString(CultureInfo.InvariantCulture));
        Row("made", string.Create(CultureInfo.InvariantCulture, $"{manifest.MadeAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC with version {manifest.ToolVersion}"));
        page.Append("</table>\n");

        void Row(string name, string value) => page.Append("<tr><td>").Append(Text(name)).Append("</td><td><code>").Append(Text(value)).Append("</code></td></tr>\n");
    }

    internal static string Cell(string text) => $"<td class=\"n\">{Text(text)}</td>";
}
