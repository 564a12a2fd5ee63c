using System.Globalization;
using OptPolicy.Language.Binding;
using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Semantics;

namespace OptPolicy.Language.Checking.Compression;

/// <summary>How much each step does: shares, layers, patterns, groups.</summary>
internal static class StepAmountCheck
{
    private const decimal MostAtOnce = 0.5m;

    public static void Report(CompressionPlan plan, DiagnosticBag diagnostics)
    {
        foreach (var step in plan.Steps)
        {
            if (step.Kind == CompressionStepKind.Prune)
                ReportPruning(step.Statement, diagnostics);
            if (step.Statement.Operand<ConstantValue>("group", "size") is { } size && size.Constant.Number is not (16 or 32 or 64 or 128))
            {
                diagnostics.Add(Diagnostic.Create(
                    DiagnosticCatalog.GroupWithoutKernel, step.Statement.Text, size.Syntax.Span, size.Constant.Number.ToString(CultureInfo.InvariantCulture)));
            }
        }
    }

    private static void ReportPruning(BoundStatement step, DiagnosticBag diagnostics)
    {
        var share = step.Operand<ConstantValue>("step", "share");
        var dimension = step.Operand<WordsValue>("step", "dimension")?.Word;
        var mistake = dimension switch
        {
            "depth" when !step.Has("keep") => ("depth is counted in layers", "step prune depth keep 8"),
            "width" when share is null => ("width needs the share to remove", "step prune width 25%"),
            "width" or "depth" when step.Has("using") => ("a method chooses single weights", "step prune weights 50% using wanda"),
            "weights" when share is null && !step.Has("pattern") => ("weights need a share or a pattern", "step prune weights pattern 2 of 4"),
            _ => PatternMistake(step),
        };
        if (mistake is { Item1: { } wrong, Item2: { } example })
            diagnostics.Add(Diagnostic.Create(DiagnosticCatalog.PruneWithoutAmount, step.Text, step.Syntax.Span, wrong, example));
        else if (share?.Constant.Number > MostAtOnce && dimension is "width")
            diagnostics.Add(Diagnostic.Create(DiagnosticCatalog.PrunedTooMuch, step.Text, share.Syntax.Span, step.Text.Slice(share.Syntax.Span)));
    }

    private static (string, string)? PatternMistake(BoundStatement step)
    {
        if (!step.Has("pattern"))
            return null;
        var kept = step.Operand<ConstantValue>("pattern", "kept")?.Constant.Number;
        var length = step.Operand<ConstantValue>("of", "length")?.Constant.Number;
        return length is null ? ("a pattern counts the weights that stay and those it looks at", "step prune weights pattern 2 of 4")
            : kept >= length ? ("a pattern that keeps every weight removes nothing", "step prune weights pattern 2 of 4")
            : null;
    }
}
