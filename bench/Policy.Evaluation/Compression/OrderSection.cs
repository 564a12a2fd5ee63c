using OptPolicy.Compression.Pipeline.Judging;
using OptPolicy.Compression.Pipeline.Orders;
using OptPolicy.Evaluation.Reporting;
using OptPolicy.Language.Semantics;

namespace OptPolicy.Evaluation.Compression;

/// <summary>Every order of pruning, distillation and quantisation under equal optimiser steps, against the declared one seed by seed.</summary>
internal sealed class OrderSection(StudyFolder folder, StudyPlans plans, int seeds)
{
    private static readonly string[] Shown = [Judgement.Perplexity, Judgement.TokenAccuracy, Judgement.TaskSuccess, Judgement.SessionSuccess];

    public async Task<IReadOnlyList<EvaluationRow>> RunAsync(string format, CancellationToken cancellationToken)
    {
        // Nothing is decided here; a bound is what a declaration needs to have its model measured.
        var gate = new CompressionGateDeclaration(folder.Judged.EndsWith(".jsonl", StringComparison.Ordinal) ? "task_drop" : "perplexity_rise", 1, default) { Data = folder.Judged };
        var plan = plans.Plan($"orders {format}", [.. StudyPlans.Prune, plans.Distill(1), StudyPlans.Quantize(format)], [gate], [], seed: 1, seeds);
        var comparison = await plans.Runner.CompareOrdersAsync(plan, cancellationToken);
        return comparison.Orders.Count > 0 ? [.. comparison.Orders.SelectMany(order => Rows(order, format))] : throw StudyPlans.Failure(plan.Declaration.Hash, comparison.Problems);
    }

    private IEnumerable<EvaluationRow> Rows(OrderResult order, string format)
    {
        var note = $"{(order.IsAdmissible ? "may be declared" : $"forbidden by {order.Code}")}{(order.IsOnGrid ? "" : ", not on the grid")}, {folder.Steps} training steps";
        foreach (var metric in order.Metrics.Where(static m => Shown.Contains(m.Metric)))
        {
            yield return new EvaluationRow(folder.Name, $"{metric.Metric}/{order.Order} {format}", metric.Made, metric.Low ?? metric.Made, metric.High ?? metric.Made, order.Seeds, note);
            if (order.Contrasts.FirstOrDefault(c => c.Metric == metric.Metric) is { } contrast && contrast.Reference != order.Order)
            {
                yield return new EvaluationRow(
                    folder.Name, $"{metric.Metric} {(contrast.IsRatio ? "÷" : "−")} {contrast.Reference}/{order.Order} {format}", contrast.Value, contrast.Low ?? contrast.Value, contrast.High ?? contrast.Value, order.Seeds, "paired by seed");
            }
        }
    }
}
