using System.Collections.Immutable;
using OptPolicy.Language.Binding;

namespace OptPolicy.Language.Checking.Compression;

/// <summary>A <c>compress</c> block in the terms its rules are written in.</summary>
/// <param name="Model">The statement of the model that is made; null when it is unknown.</param>
internal sealed record CompressionPlan(BoundStatement Statement, BoundStatement? Model, ImmutableArray<CompressionStep> Steps, ImmutableArray<CompressionGate> Gates)
{
    public string ModelName => Statement.Operand<NameValue>("compress", "model")?.Name ?? "the model";

    /// <summary>The folder that the made model runs from; null when it runs elsewhere.</summary>
    public ConstantValue? Folder => Model?.Setting("provider")?.Value is FunctionValue { Function.Name: "onnx", Arguments: [ConstantValue folder] } ? folder : null;

    public string? Checkpoint => Statement.Operand<ConstantValue>("from", "checkpoint")?.Constant.Text;

    /// <summary>Null when the block names none.</summary>
    public string? Target => (Statement.Setting("target")?.Value as WordsValue)?.Word;

    public string? CalibrationData => (Statement.Setting("calibrate")?.Value as ConstantValue)?.Constant.Text;

    public BoundStatement? Recovery => Statement.Children.FirstOrDefault(static s => s.Schema.Lead == "recover");

    /// <summary>Rungs of the ladder.</summary>
    public int Rungs => (Recovery?.Phrase("with")?.Operands ?? []).Select(static o => o.Value).OfType<WordsValue>().Sum(static w => w.Words.Length);

    public bool HasTaskGate => Gates.Any(static g => g.IsOnTasks);

    public static CompressionPlan Of(BoundStatement statement, BoundStatement? model) => new(
        statement,
        model,
        [.. statement.Children.Where(static s => s.Schema.Lead == "step").Select(CompressionStep.Of).OfType<CompressionStep>()],
        [.. statement.Children.Where(static s => s.Schema.Lead == "gate").Select(CompressionGate.Of).OfType<CompressionGate>()]);
}
