using System.Globalization;
using OptPolicy.Compression.Pipeline.Planning;
using OptPolicy.Compression.Pipeline.States;
using OptPolicy.Compression.Pipeline.Stages;
using OptPolicy.Language.Diagnostics;
using OptPolicy.Quantization.Formats;

namespace OptPolicy.Compression.Pipeline.Checking;

/// <summary>Everything that can be known to go wrong before any work is done.</summary>
internal static class PlanCheck
{
    // A few questions are asked in the same words by chance; those are left out of the evaluation instead.
    private const double OverlapShareMax = 0.05;

    /// <param name="plan">The plan.</param>
    /// <param name="overlap">Examples that are both trained and judged on.</param>
    /// <param name="ships">Whether gates are to decide about a model, or only measure.</param>
    public static IReadOnlyList<PipelineProblem> Find(CompressionPlan plan, ExampleOverlap overlap, bool ships)
    {
        var problems = new List<PipelineProblem>(overlap.Problems);
        problems.AddRange(StateTransitions.Walk(plan.Declaration.Steps, StagePlanner.GridOf).Problems);
        CheckOverlap(overlap, problems);
        if (ships)
        {
            problems.AddRange(PowerCheck.Find(plan, overlap, solved: null));
            CheckGates(plan, problems);
        }

        CheckModels(plan, problems);
        return problems;
    }

    private static void CheckOverlap(ExampleOverlap overlap, List<PipelineProblem> problems)
    {
        foreach (var (file, lines) in overlap.SeenLines.Where(static f => f.Value.Count > 0))
        {
            var count = overlap.Counts.GetValueOrDefault(file);
            var text = string.Create(CultureInfo.InvariantCulture, $"{lines.Count} of {count} questions of {Path.GetFileName(file)} (first: line {lines.Min()}) are also trained or calibrated on");
            problems.Add(lines.Count > OverlapShareMax * count
                ? new PipelineProblem(true, DiagnosticCatalog.EvaluationDataUsed.Code, $"{text}, so the gates would say nothing; evaluate on other examples")
                : PipelineProblem.Note($"{text}; they are left out of the evaluation"));
        }
    }

    private static void CheckGates(CompressionPlan plan, List<PipelineProblem> problems)
    {
        if (plan.Packing.Grid is not { } grid)
            return;
        if (GridNames.HasFewBits(grid) && !plan.Gates.Any(static g => g.IsOnTasks))
        {
            problems.Add(new PipelineProblem(true, DiagnosticCatalog.FewBitsWithoutTaskGate.Code, string.Format(
                CultureInfo.InvariantCulture, DiagnosticCatalog.FewBitsWithoutTaskGate.MessageFormat, GridNames.Describe(grid))));
        }

        var needsEmulation = grid.Number is NumberFormat.Fp8E4M3 or NumberFormat.NvFp4 or NumberFormat.MxFp4;
        if (needsEmulation && !plan.Options.AllowsEmulation)
            problems.Add(PipelineProblem.Error($"the CPU has no kernel for {GridNames.Describe(grid)}: its numbers would be exact and its speed and size those of a wider format; use int4 or int8, or allow it with --emulate"));
    }

    private static void CheckModels(CompressionPlan plan, List<PipelineProblem> problems)
    {
        if (Read(plan.Checkpoint, problems) is not { } student)
            return;

        foreach (var teacher in plan.Training.Select(static s => s.Settings.Teacher).OfType<string>().Distinct(StringComparer.Ordinal))
        {
            if (Read(teacher, problems) is { } facts && student.ProblemWithTeacher(facts) is { } problem)
                problems.Add(PipelineProblem.Error(problem));
        }

        CheckGroups(plan, student, problems);
        if (plan.Training.FirstOrDefault(s => s.Settings.KeepLayers >= student.Layers) is { } depth)
            problems.Add(PipelineProblem.Error(string.Create(CultureInfo.InvariantCulture, $"'{depth.Name}' removes nothing: the model has {student.Layers} layers")));
    }

    private static void CheckGroups(CompressionPlan plan, CheckpointFacts student, List<PipelineProblem> problems)
    {
        if (plan.Packing.Grid is not { Sharing: ScaleSharing.Group, GroupSize: var group and > 0 })
            return;
        if (group < 16 || (group & (group - 1)) != 0)
            problems.Add(PipelineProblem.Error(string.Create(CultureInfo.InvariantCulture, $"no kernel takes groups of {group} weights: use 16, 32, 64 or 128")));

        // Pruning decides widths of its own; they are checked when the result is packed.
        if (plan.Training.Any(static s => s.Settings.Kind == StageKind.PruneWidth))
            return;
        foreach (var (name, size) in student.ProductInputs.Where(p => p.Size % group != 0))
        {
            var fitting = new[] { 128, 64, 32, 16 }.Where(g => g < group && size % g == 0).Select(static g => g.ToString(CultureInfo.InvariantCulture)).FirstOrDefault();
            problems.Add(PipelineProblem.Error(string.Create(
                CultureInfo.InvariantCulture, $"groups of {group} do not divide the {name} {size}: the last group of every row would be padded; {(fitting is null ? "use a format without groups" : $"use group {fitting}")}")));
        }
    }

    private static CheckpointFacts? Read(string folder, List<PipelineProblem> problems)
    {
        try
        {
            return CheckpointFacts.Read(folder);
        }
        catch (FormatException error)
        {
            problems.Add(PipelineProblem.Error(error.Message));
            return null;
        }
    }
}
