using System.Globalization;
using OptPolicy.Compression.Pipeline.Judging;
using OptPolicy.Compression.Pipeline.Orders;
using OptPolicy.Evaluation.Reporting;
using OptPolicy.Language.Semantics;

namespace OptPolicy.Evaluation.Compression;

/// <summary>Quality of the pruned student against the share of the data that it is distilled on, the number of steps being the same.</summary>
internal sealed class DataSection(StudyFolder folder, StudyPlans plans, int seeds)
{
    private static readonly decimal[] Shares = [0.01m, 0.03m, 0.10m, 0.30m, 1m];
    private static readonly string[] Shown = [Judgement.Perplexity, Judgement.TokenAccuracy, Judgement.TaskSuccess];

    public async Task<IReadOnlyList<EvaluationRow>> RunAsync(CancellationToken cancellationToken)
    {
        var rows = new List<EvaluationRow>();
        var isOnTasks = folder.Judged.EndsWith(".jsonl", StringComparison.Ordinal);
        var gate = new CompressionGateDeclaration(isOnTasks ? "task_drop" : "perplexity_rise", 1, default) { Data = folder.Judged };
        foreach (var share in Shares)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"{share * 100:0} %");
            var runs = new List<Judgement>();
            for (var seed = 1; seed <= seeds; seed++)
            {
                var plan = plans.Plan($"data {share}", [.. StudyPlans.Prune, plans.Distill(share)], [gate], [], seed);
                runs.Add((await plans.RunAsync(plan, cancellationToken)).Manifest!.Stages[^1].Measured!);
            }

            foreach (var metric in runs[0].Metrics.Where(static m => Shown.Contains(m.Metric)))
            {
                var made = StudentInterval.Of([.. runs.Select(r => r.Find(metric.Metric)!.Made)]);
                rows.Add(new EvaluationRow(folder.Name, $"{metric.Metric}/data {name}", made.Mean, made.Low ?? made.Mean, made.High ?? made.Mean, seeds, $"after distillation, {folder.Steps} steps; the original: {metric.Original.ToString("0.####", CultureInfo.InvariantCulture)}"));
            }
        }

        return rows;
    }
}
