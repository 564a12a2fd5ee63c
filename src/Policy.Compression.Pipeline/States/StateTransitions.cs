using System.Globalization;
using OptPolicy.Compression.Pipeline.Planning;
using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Semantics;
using OptPolicy.Quantization.Formats;

namespace OptPolicy.Compression.Pipeline.States;

/// <summary>
/// The typed order of compression at run time: which stage may follow which state. The compiler proves the same for a policy; here it also holds for
/// declarations that were built in code, and the order lab uses it to mark the orders that no policy may declare.
/// </summary>
public static class StateTransitions
{
    /// <summary>The state after a step, or the problem that forbids it.</summary>
    /// <param name="state">The state before it.</param>
    /// <param name="step">The step.</param>
    /// <param name="grid">The grid it rounds to; required for quantize, qat and qad.</param>
    public static (ModelState Next, PipelineProblem? Problem) Apply(ModelState state, CompressionStepDeclaration step, WeightGrid? grid = null)
    {
        var isFloat = state.Precision == ModelPrecision.Float;
        return step.Kind switch
        {
            CompressionStepKind.Prune when !isFloat => (state, Problem(DiagnosticCatalog.PruneAfterQuantize, "quantisation")),
            CompressionStepKind.Distill when !isFloat => (state, Problem(DiagnosticCatalog.DistillAfterQuantize, "quantisation")),
            _ when !isFloat => (state, Problem(DiagnosticCatalog.QuantizedTwice, "an earlier step")),
            CompressionStepKind.Prune => (state with { Structure = ModelStructure.PrunedUnrecovered }, null),
            CompressionStepKind.Distill => (state.Trained, null),
            CompressionStepKind.Quantize => (state with { Precision = ModelPrecision.Packed, Grid = grid }, null),
            _ => (state.Trained with { Precision = ModelPrecision.FakeQuantized, Grid = grid }, null),
        };
    }

    /// <summary>What forbids shipping a model in this state.</summary>
    public static PipelineProblem? ProblemOfShipping(ModelState state) =>
        state.Structure == ModelStructure.PrunedUnrecovered ? Problem(DiagnosticCatalog.PrunedNotRecovered, "pruning") : null;

    /// <summary>Walks all steps from a checkpoint.</summary>
    /// <param name="steps">The steps in order.</param>
    /// <param name="gridOf">The grid a step rounds to.</param>
    public static (ModelState End, IReadOnlyList<PipelineProblem> Problems) Walk(IEnumerable<CompressionStepDeclaration> steps, Func<CompressionStepDeclaration, WeightGrid?> gridOf)
    {
        var state = ModelState.Checkpoint;
        var problems = new List<PipelineProblem>();
        foreach (var step in steps)
        {
            (state, var problem) = Apply(state, step, gridOf(step));
            if (problem is not null)
                problems.Add(problem);
        }

        if (ProblemOfShipping(state) is { } unrecovered)
            problems.Add(unrecovered);
        return (state, problems);
    }

    private static PipelineProblem Problem(DiagnosticDescriptor descriptor, string argument) =>
        new(descriptor.Severity == DiagnosticSeverity.Error, descriptor.Code, string.Format(CultureInfo.InvariantCulture, descriptor.MessageFormat, argument));
}
