using System.Globalization;
using OptPolicy.Language.Binding;
using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.LocalModels;
using OptPolicy.Language.Semantics;

namespace OptPolicy.Language.Checking.Compression;

/// <summary>The model to start from and its teachers, as far as the host knows their folders.</summary>
internal static class CheckpointCheck
{
    private static readonly int[] Groups = [128, 64, 32, 16];

    public static void Report(CompressionPlan plan, IModelFolders folders, DiagnosticBag diagnostics)
    {
        if (plan.Statement.Operand<ConstantValue>("from", "checkpoint") is not { Constant.Text: { } name } written)
            return;

        var known = new Dictionary<string, Checkpoint?>(StringComparer.Ordinal);
        var start = Find(plan, name, written, folders, known, diagnostics)?.Sizes;
        foreach (var step in plan.Steps)
        {
            if (step.Teacher is { } teacher && teacher != name && step.Statement.Operand<ConstantValue>("from", "checkpoint") is { } named
                && Find(plan, teacher, named, folders, known, diagnostics)?.Sizes is { } sizes && start is not null)
            {
                ReportTeacher(plan, (name, start), (named, sizes), diagnostics);
            }
        }

        if (start is null)
            return;
        ReportLayers(plan, name, start, diagnostics);
        // Pruning decides widths of its own.
        if (!plan.Steps.Any(static s => s.Kind == CompressionStepKind.Prune && s.Statement.Operand<WordsValue>("step", "dimension")?.Word is "width"))
            ReportGroups(plan, name, start, diagnostics);
    }

    private static Checkpoint? Find(
        CompressionPlan plan, string name, ConstantValue written, IModelFolders folders, Dictionary<string, Checkpoint?> known, DiagnosticBag diagnostics)
    {
        if (known.TryGetValue(name, out var found))
            return found;
        found = folders.FindCheckpoint(plan.Statement.Text.Path, name);
        known.Add(name, found);
        if (found is { Exists: false })
        {
            var missing = Diagnostic.Create(DiagnosticCatalog.CheckpointNotFound, plan.Statement.Text, written.Syntax.Span, name, FileDiagnostics.DidYouMean(found.Suggestion));
            diagnostics.Add(found.Suggestion is { } close
                ? missing.WithFix($"Change to '{close}'", new TextEdit(plan.Statement.Text.Path, written.Syntax.Span, $"\"{close}\""))
                : missing);
        }

        return found;
    }

    private static void ReportTeacher(CompressionPlan plan, (string Name, CheckpointSizes Sizes) student, (ConstantValue Written, CheckpointSizes Sizes) teacher, DiagnosticBag diagnostics)
    {
        var name = teacher.Written.Constant.Text!;
        if (teacher.Sizes.Vocabulary != student.Sizes.Vocabulary)
        {
            diagnostics.Add(Diagnostic.Create(
                DiagnosticCatalog.TeacherOfOtherVocabulary, plan.Statement.Text, teacher.Written.Syntax.Span,
                name, Text(teacher.Sizes.Vocabulary), student.Name, Text(student.Sizes.Vocabulary)));
        }
        else if (teacher.Sizes.LayerWeights < student.Sizes.LayerWeights && plan.Steps.All(static s => s.Kind != CompressionStepKind.Prune))
        {
            diagnostics.Add(Diagnostic.Create(DiagnosticCatalog.TeacherIsSmaller, plan.Statement.Text, teacher.Written.Syntax.Span, name, student.Name));
        }
    }

    private static void ReportLayers(CompressionPlan plan, string name, CheckpointSizes start, DiagnosticBag diagnostics)
    {
        foreach (var step in plan.Steps)
        {
            if (step.Statement.Operand<ConstantValue>("keep", "layers") is { } kept && kept.Constant.Number >= start.Layers)
            {
                diagnostics.Add(Diagnostic.Create(
                    DiagnosticCatalog.NothingPruned, step.Statement.Text, kept.Syntax.Span, name, Text(start.Layers), kept.Constant.Number.ToString(CultureInfo.InvariantCulture)));
            }
        }
    }

    private static void ReportGroups(CompressionPlan plan, string name, CheckpointSizes start, DiagnosticBag diagnostics)
    {
        foreach (var step in plan.Steps)
        {
            // Other sizes have no kernel at all, which is another mistake.
            if (step.Statement.Operand<ConstantValue>("group", "size") is not { } size || Array.Find(Groups, g => g == size.Constant.Number) is not (> 0 and var group))
                continue;
            if (start.ProductInputs.FirstOrDefault(p => p.Size % group != 0) is not { Size: > 0 } input)
                continue;
            var fitting = Array.Find(Groups, g => g < group && start.ProductInputs.All(p => p.Size % g == 0));
            var mistake = Diagnostic.Create(
                DiagnosticCatalog.GroupDoesNotDivide, step.Statement.Text, size.Syntax.Span,
                Text(group), input.Name, Text(input.Size), name, fitting == 0 ? "use a format without groups, such as int8" : $"use {Text(fitting)}");
            diagnostics.Add(fitting == 0 ? mistake : mistake.WithFix($"Change to '{Text(fitting)}'", new TextEdit(step.Statement.Text.Path, size.Syntax.Span, Text(fitting))));
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
