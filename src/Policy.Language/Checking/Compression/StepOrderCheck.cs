using OptPolicy.Language.Binding;
using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Semantics;
using OptPolicy.Language.Text;

namespace OptPolicy.Language.Checking.Compression;

/// <summary>
/// The typed order of compression: every step is a transition between states of precision (floating point, packed) and
/// structure (dense, pruned, recovered), and some transitions do not exist.
/// </summary>
internal static class StepOrderCheck
{
    public static void Report(CompressionPlan plan, DiagnosticBag diagnostics)
    {
        CompressionStep? packed = null, pruned = null, distilled = null;
        foreach (var step in plan.Steps)
        {
            switch (step.Kind)
            {
                case CompressionStepKind.Prune when packed is not null:
                    diagnostics.Add(At(DiagnosticCatalog.PruneAfterQuantize, step, Source(packed)).WithRelated(packed.Statement.Location, "the weights are packed here"));
                    return;
                case CompressionStepKind.Distill when packed is not null:
                    diagnostics.Add(WithQad(At(DiagnosticCatalog.DistillAfterQuantize, step, Source(packed)), packed, step).WithRelated(packed.Statement.Location, "the weights are packed here"));
                    return;
                case var _ when step.Packs && packed is not null:
                    diagnostics.Add(At(DiagnosticCatalog.QuantizedTwice, step, Source(packed)).WithRemoval("Remove this step", step.Statement).WithRelated(packed.Statement.Location, "the first time"));
                    return;
                case CompressionStepKind.Prune when distilled is not null && pruned is null:
                    diagnostics.Add(At(DiagnosticCatalog.DistillBeforePrune, distilled, Source(step))
                        .WithFix("Distil after pruning", [.. StatementEdits.Reorder([distilled.Statement, step.Statement], [step.Statement, distilled.Statement])]));
                    break;
                case CompressionStepKind.Distill when pruned is null && step.Teacher is not null && step.Teacher == plan.Checkpoint:
                    if (plan.Steps.All(static s => s.Kind != CompressionStepKind.Prune))
                    {
                        diagnostics.Add(At(DiagnosticCatalog.TeacherIsStudent, step, step.Teacher).WithRemoval("Remove this step", step.Statement));
                    }

                    break;
                case CompressionStepKind.Qat when step.Teacher is null:
                    diagnostics.Add(At(DiagnosticCatalog.QatWithoutTeacher, step).WithFix("Train towards the model before quantisation", RenameKind(step, "qad")));
                    break;
            }

            packed = step.Packs ? step : packed;
            pruned = step.Kind == CompressionStepKind.Prune ? step : pruned;
            distilled = step.Kind == CompressionStepKind.Distill ? step : distilled;
        }

        var recovered = plan.Steps.LastOrDefault(static s => s.Kind is CompressionStepKind.Distill or CompressionStepKind.Qat or CompressionStepKind.Qad);
        if (pruned is not null && (recovered is null || plan.Steps.IndexOf(recovered) < plan.Steps.IndexOf(pruned)) && distilled is null)
        {
            diagnostics.Add(At(DiagnosticCatalog.PrunedNotRecovered, pruned, Source(pruned)));
        }
    }

    private static Diagnostic WithQad(Diagnostic diagnostic, CompressionStep packed, CompressionStep distill) =>
        packed.Kind == CompressionStepKind.Quantize
            ? diagnostic.WithFix("Train quantised with 'step qad'", StatementEdits.Remove(packed.Statement), RenameKind(distill, $"qad {packed.Format}"))
            : diagnostic;

    private static TextEdit? RenameKind(CompressionStep step, string kind) =>
        step.Statement.Operand<WordsValue>("step", "kind") is { } word ? new TextEdit(step.Statement.Text.Path, word.Syntax.Span, kind) : null;

    private static string Source(CompressionStep step) => step.Statement.Text.Slice(step.Statement.Syntax.Span);

    private static Diagnostic At(DiagnosticDescriptor descriptor, CompressionStep step, params string[] arguments) =>
        Diagnostic.Create(descriptor, step.Statement.Text, step.Statement.Syntax.Span, arguments);
}
