using System.Collections.Immutable;
using OptPolicy.Language.Binding;

namespace OptPolicy.Language.Checking.Compression;

/// <summary>A <c>compress</c> block in the terms its rules are written in.</summary>
internal sealed record CompressionPlan(BoundStatement Statement, ImmutableArray<CompressionStep> Steps, ImmutableArray<CompressionGate> Gates)
{
    public string ModelName => Statement.Operand<NameValue>("compress", "model")?.Name ?? "the model";

    public string? Checkpoint => Statement.Operand<ConstantValue>("from", "checkpoint")?.Constant.Text;

    /// <summary>Null when the block names none.</summary>
    public string? Target => (Statement.Setting("target")?.Value as WordsValue)?.Word;

    public string? CalibrationData => (Statement.Setting("calibrate")?.Value as ConstantValue)?.Constant.Text;

    public BoundStatement? Recovery => Statement.Children.FirstOrDefault(static s => s.Schema.Lead == "recover");

    public bool HasTaskGate => Gates.Any(static g => g.IsOnTasks);

    public static CompressionPlan Of(BoundStatement statement) => new(
        statement,
        [.. statement.Children.Where(static s => s.Schema.Lead == "step").Select(CompressionStep.Of).OfType<CompressionStep>()],
        [.. statement.Children.Where(static s => s.Schema.Lead == "gate").Select(CompressionGate.Of).OfType<CompressionGate>()]);
}
