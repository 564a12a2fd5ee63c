using OptPolicy.Language.Binding;
using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.LocalModels;
using OptPolicy.Language.Semantics;

namespace OptPolicy.Language.Checking.Compression;

/// <summary>Compression that is in the wrong order, that nothing judges, or that is judged on its own training data.</summary>
internal static class CompressionCheck
{
    public static void Report(IEnumerable<CompressionPlan> compressions, IModelFolders folders, DiagnosticBag diagnostics)
    {
        var made = new HashSet<string>(StringComparer.Ordinal);
        foreach (var plan in compressions)
        {
            if (!made.Add(plan.ModelName))
                diagnostics.Add(AtLead(DiagnosticCatalog.CompressedTwice, plan.Statement, plan.ModelName));
            StepOrderCheck.Report(plan, diagnostics);
            StepAmountCheck.Report(plan, diagnostics);
            MadeModelCheck.Report(plan, folders, diagnostics);
            ReportGates(plan, diagnostics);
            ReportData(plan, diagnostics);
            ExampleFileCheck.Report(plan, folders, diagnostics);
            CheckpointCheck.Report(plan, folders, diagnostics);
            LearningCheck.Report(plan, folders, diagnostics);
            ReportTarget(plan, diagnostics);
        }
    }

    private static void ReportGates(CompressionPlan plan, DiagnosticBag diagnostics)
    {
        var few = plan.Steps.FirstOrDefault(static s => s.HasFewBits);
        if (few is not null && !plan.HasTaskGate)
        {
            diagnostics.Add(At(DiagnosticCatalog.FewBitsWithoutTaskGate, few.Statement, few.Statement.Text.Slice(few.Statement.Syntax.Span)));
        }
        else if (plan.Gates.IsEmpty && plan.Recovery is null && !plan.Steps.IsEmpty)
        {
            diagnostics.Add(AtLead(DiagnosticCatalog.NoGate, plan.Statement, plan.ModelName));
        }
        else if (!plan.HasTaskGate && plan.Gates.FirstOrDefault(static g => g.Metric == "perplexity_rise") is { } perplexity)
        {
            diagnostics.Add(At(DiagnosticCatalog.OnlyPerplexityGate, perplexity.Statement));
        }

        if (plan.Gates.IsEmpty && plan.Recovery is { } recovery)
        {
            diagnostics.Add(At(DiagnosticCatalog.RecoverWithoutGate, recovery));
        }
    }

    private static void ReportData(CompressionPlan plan, DiagnosticBag diagnostics)
    {
        foreach (var gate in plan.Gates)
        {
            if (gate.Data is null)
            {
                continue;
            }

            var use = gate.Data == plan.CalibrationData ? "calibrated on"
                : plan.Steps.Any(s => s.Data == gate.Data) ? "trained on"
                : null;
            if (use is not null)
            {
                diagnostics.Add(At(DiagnosticCatalog.EvaluationDataUsed, gate.Statement, gate.Data, use));
            }
        }
    }

    private static void ReportTarget(CompressionPlan plan, DiagnosticBag diagnostics)
    {
        var trains = plan.Steps.Any(static s => s.Kind is CompressionStepKind.Distill or CompressionStepKind.Qad);
        if (plan.Target is "edge" or "iot" && !trains && !plan.Steps.IsEmpty && plan.Steps.All(static s => s.Kind != CompressionStepKind.Prune))
        {
            diagnostics.Add(AtLead(DiagnosticCatalog.EdgeWithoutDistillation, plan.Statement, plan.Target));
        }

        var needless = plan.Steps.FirstOrDefault(static s => s.Kind == CompressionStepKind.Distill);
        if (plan.Target == "cloud" && needless is not null && needless.Teacher != plan.Checkpoint && plan.Steps.All(static s => s.Kind != CompressionStepKind.Prune))
        {
            diagnostics.Add(At(DiagnosticCatalog.DistillationNotNeeded, needless.Statement).WithRemoval("Remove this step", needless.Statement));
        }
    }

    private static Diagnostic At(DiagnosticDescriptor descriptor, BoundStatement statement, params string[] arguments) =>
        Diagnostic.Create(descriptor, statement.Text, statement.Syntax.Span, arguments);

    private static Diagnostic AtLead(DiagnosticDescriptor descriptor, BoundStatement statement, params string[] arguments) =>
        Diagnostic.Create(descriptor, statement.Text, statement.Syntax.Phrases[0].Keyword.Span, arguments);
}
