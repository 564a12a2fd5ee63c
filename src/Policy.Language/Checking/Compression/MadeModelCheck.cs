using System.Globalization;
using OptPolicy.Language.Binding;
using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.LocalModels;
using OptPolicy.Language.Semantics;

namespace OptPolicy.Language.Checking.Compression;

/// <summary>The model that a block makes: where it runs, and what its folder says of how it was made.</summary>
internal static class MadeModelCheck
{
    public static void Report(CompressionPlan plan, IModelFolders folders, DiagnosticBag diagnostics)
    {
        if (plan.Model is not { } model)
            return;

        if (plan.Folder is not { } folder)
        {
            if (model.Setting("provider")?.Value is FunctionValue provider)
                diagnostics.Add(Diagnostic.Create(DiagnosticCatalog.MadeModelIsHosted, plan.Statement.Text, NameSpan(plan), plan.ModelName, provider.Function.Name));
            return;
        }

        ReportKernels(plan, model, diagnostics);
        var written = folder.Constant.Text!;
        if (folders.Find(model.Text.Path, written) is not { } found)
            return;
        if (!found.Exists)
            diagnostics.Add(Diagnostic.Create(DiagnosticCatalog.ModelNotMadeYet, plan.Statement.Text, NameSpan(plan), written, Path.GetFileName(plan.Statement.Text.Path), plan.ModelName));
        else if (found.Compression is { } record)
            ReportRecord(plan, written, record, diagnostics);
    }

    // What a graphics processor of today runs is not known here; what the processor cannot, is.
    private static void ReportKernels(CompressionPlan plan, BoundStatement model, DiagnosticBag diagnostics)
    {
        if (LocalModelReader.Read(model).Devices is not ["cpu"])
            return;
        foreach (var step in plan.Steps.Where(static s => s.Packs && s.Format is "fp8" or "nvfp4" or "mxfp4"))
        {
            var format = step.Statement.Operand<WordsValue>("step", "format")!;
            diagnostics.Add(Diagnostic.Create(DiagnosticCatalog.FormatWithoutKernel, step.Statement.Text, format.Syntax.Span, step.Format!, "cpu"));
        }
    }

    private static void ReportRecord(CompressionPlan plan, string folder, CompressionRecord record, DiagnosticBag diagnostics)
    {
        if (!string.Equals(record.PolicyHash, PolicyHash.Of(plan.Statement), StringComparison.Ordinal))
            diagnostics.Add(Diagnostic.Create(DiagnosticCatalog.ManifestIsStale, plan.Statement.Text, NameSpan(plan), folder));
        for (var i = 0; i < plan.Gates.Length; i++)
        {
            // Several gates may have one metric; the record lists them in the order of the block.
            var gate = plan.Gates[i];
            var earlier = plan.Gates.Take(i).Count(g => g.Metric == gate.Metric);
            if (gate.Statement.Operand<MetricValue>("gate", "bound") is not { } bound)
                continue;
            if (record.Gates.Where(g => g.Metric == gate.Metric).ElementAtOrDefault(earlier) is { } measured && measured.High > bound.Limit.Number)
            {
                diagnostics.Add(Diagnostic.Create(
                    DiagnosticCatalog.RecordedGateFailed, gate.Statement.Text, gate.Statement.Syntax.Span, folder, gate.Metric, Text(measured.High), Text(bound.Limit.Number)));
            }
        }
    }

    private static Text.TextSpan NameSpan(CompressionPlan plan) => plan.Statement.Operand<NameValue>("compress", "model")!.Syntax.Span;

    private static string Text(decimal value) => value.ToString("0.####", CultureInfo.InvariantCulture);
}
