using System.Globalization;
using OptPolicy.Language.Binding;
using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.LocalModels;

namespace OptPolicy.Language.Checking.Compression;

/// <summary>The files of examples, as far as the host knows them: there at all, enough to decide a gate, and not the same under two names.</summary>
internal static class ExampleFileCheck
{
    // Quantiles of the normal distribution at 1 − 5 % ÷ attempts, one-sided: a ladder tries as many models as it has rungs, and one, on the same tasks.
    private static readonly double[] Deviations = [1.6448536, 1.9599640, 2.1280452, 2.2414027, 2.3263479, 2.3939798];

    public static void Report(CompressionPlan plan, IModelFolders folders, DiagnosticBag diagnostics)
    {
        var files = new Dictionary<string, ExampleFile>(StringComparer.Ordinal);
        foreach (var written in Named(plan))
        {
            var path = written.Constant.Text!;
            if (files.ContainsKey(path) || folders.FindExamples(plan.Statement.Text.Path, path) is not { } found)
                continue;
            files.Add(path, found);
            if (!found.Exists)
            {
                var missing = Diagnostic.Create(DiagnosticCatalog.ExamplesNotFound, plan.Statement.Text, written.Syntax.Span, path, FileDiagnostics.DidYouMean(found.Suggestion));
                diagnostics.Add(found.Suggestion is { } close
                    ? missing.WithFix($"Change to '{close}'", new TextEdit(plan.Statement.Text.Path, written.Syntax.Span, $"\"{close}\""))
                    : missing);
            }
        }

        foreach (var gate in plan.Gates)
        {
            if (gate.Data is { } data && files.TryGetValue(data, out var file) && file.Exists)
            {
                ReportCount(plan, gate, file, diagnostics);
                ReportCopy(plan, gate, data, file, files, diagnostics);
            }
        }
    }

    /// <summary>
    /// The least tasks with which a model that answers all of them like the original passes a bound on lost tasks: without one difference the interval
    /// still ends at z² ÷ (successes + z²), and the original solves at most every task. 0 when no number is too small, or none is enough.
    /// </summary>
    /// <param name="drop">The bound.</param>
    /// <param name="attempts">Models that are tried.</param>
    /// <param name="turns">A session of so many tasks fails with any of them.</param>
    internal static long LeastTasks(decimal drop, int attempts = 1, int turns = 1)
    {
        if (drop is <= 0 or >= 1)
            return 0;
        var (z, each) = (Deviations[Math.Min(attempts, Deviations.Length) - 1], 1 - Math.Pow(1 - (double)drop, 1.0 / turns));
        return (long)Math.Ceiling(z * z * (1 - each) / each);
    }

    private static void ReportCount(CompressionPlan plan, CompressionGate gate, ExampleFile file, DiagnosticBag diagnostics)
    {
        if (!gate.IsOnTasks || file.Count == 0 || gate.Statement.Operand<MetricValue>("gate", "bound") is not { } bound)
            return;
        var turns = bound.Arguments.OfType<ConstantValue>().Where(static a => a.Constant.Text is null).Select(static a => (int)a.Constant.Number).FirstOrDefault();
        var least = LeastTasks(bound.Limit.Number, 1 + plan.Rungs, Math.Max(1, turns));
        if (file.Count < least)
        {
            diagnostics.Add(Diagnostic.Create(
                DiagnosticCatalog.GateUndecidable, gate.Statement.Text, gate.Statement.Syntax.Span,
                file.Count.ToString(CultureInfo.InvariantCulture), gate.Statement.Text.Slice(bound.Syntax.Span), least.ToString(CultureInfo.InvariantCulture)));
        }
    }

    private static void ReportCopy(CompressionPlan plan, CompressionGate gate, string data, ExampleFile file, Dictionary<string, ExampleFile> files, DiagnosticBag diagnostics)
    {
        foreach (var (other, found) in files)
        {
            if (other == data || found.Hash is null || found.Hash != file.Hash)
                continue;
            var use = other == plan.CalibrationData ? "calibrated on" : plan.Steps.Any(s => s.Data == other) ? "trained on" : null;
            if (use is not null)
                diagnostics.Add(Diagnostic.Create(DiagnosticCatalog.EvaluationDataUsed, gate.Statement.Text, gate.Statement.Syntax.Span, data, $"{use} as \"{other}\", which is the same file"));
        }
    }

    private static IEnumerable<ConstantValue> Named(CompressionPlan plan)
    {
        var calibration = plan.Statement.Setting("calibrate")?.Value as ConstantValue;
        var training = plan.Steps.Select(static s => s.Statement.Operand<ConstantValue>("of", "data"));
        var judging = plan.Gates.SelectMany(static g => g.Statement.Operand<MetricValue>("gate", "bound")?.Arguments.OfType<ConstantValue>() ?? []);
        return training.Prepend(calibration).Concat(judging).OfType<ConstantValue>().Where(static c => c.Constant.Text is not null);
    }
}
