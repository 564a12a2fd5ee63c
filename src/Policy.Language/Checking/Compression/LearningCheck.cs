using System.Globalization;
using OptPolicy.Language.Binding;
using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.LocalModels;
using OptPolicy.Language.Semantics;

namespace OptPolicy.Language.Checking.Compression;

/// <summary>Steps that look at examples: whether there are any, and enough.</summary>
internal static class LearningCheck
{
    // Methods of calibration are published with 128 examples (GPTQ, arXiv:2210.17323); training with fewer than that learns them by heart.
    private const int ExamplesMin = 128;

    public static void Report(CompressionPlan plan, IModelFolders folders, DiagnosticBag diagnostics)
    {
        var hasData = false;
        foreach (var step in plan.Steps)
        {
            hasData |= step.Data is not null;
            if (step.Kind == CompressionStepKind.Quantize)
                ReportMethod(plan, step, hasData, diagnostics);
            else if (step.Kind != CompressionStepKind.Prune && !hasData)
                diagnostics.Add(Diagnostic.Create(DiagnosticCatalog.NothingToLearnFrom, step.Statement.Text, step.Statement.Syntax.Span, Source(step)));
            if (step.Data is not null)
                ReportCount(plan, step, folders, diagnostics);
        }
    }

    // Training data that an earlier step names serves calibration too.
    private static void ReportMethod(CompressionPlan plan, CompressionStep step, bool hasData, DiagnosticBag diagnostics)
    {
        if (step.Statement.Operand<WordsValue>("using", "method") is not { } method)
            return;
        if (method.Word is "smoothquant" && step.Format is { } format && format != "int8")
        {
            var mistake = Diagnostic.Create(DiagnosticCatalog.MethodOfOtherFormat, step.Statement.Text, method.Syntax.Span, format);
            diagnostics.Add(format.StartsWith("int", StringComparison.Ordinal)
                ? mistake.WithFix("Change to 'gptq'", new TextEdit(step.Statement.Text.Path, method.Syntax.Span, "gptq"))
                : mistake);
        }

        if (method.Word is not "rtn" && plan.CalibrationData is null && !hasData)
        {
            diagnostics.Add(Diagnostic.Create(DiagnosticCatalog.MethodWithoutExamples, step.Statement.Text, method.Syntax.Span, $"using {method.Word}")
                .WithFix("Change to 'rtn'", new TextEdit(step.Statement.Text.Path, method.Syntax.Span, "rtn")));
        }
    }

    private static void ReportCount(CompressionPlan plan, CompressionStep step, IModelFolders folders, DiagnosticBag diagnostics)
    {
        if (folders.FindExamples(plan.Statement.Text.Path, step.Data!) is not { Exists: true, Count: > 0 and var count })
            return;
        var share = step.Statement.Operand<ConstantValue>("use", "share");
        var used = (long)Math.Ceiling(count * (share?.Constant.Number ?? 1));
        if (used < ExamplesMin)
        {
            diagnostics.Add(Diagnostic.Create(
                DiagnosticCatalog.FewExamples, step.Statement.Text, share?.Syntax.Span ?? step.Statement.Syntax.Span,
                share is null ? "100%" : step.Statement.Text.Slice(share.Syntax.Span), Text(count), step.Data!, Text(used), Text(ExamplesMin)));
        }
    }

    private static string Source(CompressionStep step) => step.Statement.Text.Slice(step.Statement.Syntax.Span);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
