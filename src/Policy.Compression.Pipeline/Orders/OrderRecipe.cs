using OptPolicy.Compression.Pipeline.Planning;
using OptPolicy.Compression.Pipeline.States;
using OptPolicy.Language.Semantics;
using OptPolicy.Quantization.Methods;

namespace OptPolicy.Compression.Pipeline.Orders;

/// <summary>An order of pruning, distillation and quantisation. Immutable.</summary>
/// <param name="Name">As the literature writes it.</param>
/// <param name="Steps">What happens to the checkpoint.</param>
/// <param name="Method">How the end result is rounded; <see langword="null"/> leaves it floating-point: rounded once and drifted away.</param>
internal sealed record OrderRecipe(string Name, IReadOnlyList<OrderStep> Steps, QuantizationMethod? Method)
{
    /// <summary>
    /// Every order of P, KD and Q (arXiv:2511.19495 compares six), with the ways in which "distil after quantise" can be meant told apart: only a master copy
    /// (QAD) trains and stays on the grid.
    /// </summary>
    public static IReadOnlyList<OrderRecipe> All { get; } =
    [
        new("P-KD-Q (gptq)", [OrderStep.Prune, OrderStep.Distill], QuantizationMethod.Gptq),
        new("P-KD-Q (rtn)", [OrderStep.Prune, OrderStep.Distill], QuantizationMethod.Rtn),
        new("P-KD-QAD", [OrderStep.Prune, OrderStep.Distill, OrderStep.DistillThroughGrid], QuantizationMethod.Rtn),
        new("P-QAD", [OrderStep.Prune, OrderStep.DistillThroughGrid], QuantizationMethod.Rtn),
        new("P-Q-KD, rounded again", [OrderStep.Prune, OrderStep.Round, OrderStep.Distill], QuantizationMethod.Rtn),
        new("P-Q-KD, codes frozen", [OrderStep.Prune, OrderStep.Round, OrderStep.DistillAroundGrid], QuantizationMethod.Rtn),
        new("P-Q-KD, left as floats", [OrderStep.Prune, OrderStep.Round, OrderStep.Distill], Method: null),
        new("KD-P-Q", [OrderStep.Distill, OrderStep.Prune], QuantizationMethod.Rtn),
        new("KD-Q-P", [OrderStep.Distill, OrderStep.Round, OrderStep.Prune], QuantizationMethod.Rtn),
        new("Q-P-KD", [OrderStep.Round, OrderStep.Prune, OrderStep.Distill], QuantizationMethod.Rtn),
        new("Q-KD-P", [OrderStep.Round, OrderStep.Distill, OrderStep.Prune], QuantizationMethod.Rtn),
    ];

    /// <summary>The rule that forbids declaring it; <see langword="null"/> when a policy may.</summary>
    public string? ForbiddenBy => StateTransitions.Walk(Declared(), StagePlanner.GridOf).Problems.FirstOrDefault(static p => p.IsError)?.Code;

    // Where Q comes earlier, the rounding at the end only makes true what the order claims.
    private IEnumerable<CompressionStepDeclaration> Declared()
    {
        var kinds = Steps.Select(static step => step switch
        {
            OrderStep.Prune => CompressionStepKind.Prune,
            OrderStep.Round => CompressionStepKind.Quantize,
            OrderStep.DistillThroughGrid => CompressionStepKind.Qad,
            _ => CompressionStepKind.Distill,
        });
        var hasGrid = Steps.Any(static s => s is OrderStep.Round or OrderStep.DistillThroughGrid);
        return (hasGrid ? kinds : kinds.Append(CompressionStepKind.Quantize)).Select(static kind => new CompressionStepDeclaration(kind, default) { Format = "int4" });
    }
}
