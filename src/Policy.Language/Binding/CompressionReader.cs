using OptPolicy.Language.Semantics;
using OptPolicy.Language.Text;

namespace OptPolicy.Language.Binding;

/// <summary>Reads a <c>compress</c> block without mistakes.</summary>
internal static class CompressionReader
{
    public static CompressionDeclaration? Read(BoundStatement statement)
    {
        if (statement.Operand<NameValue>("compress", "model")?.Name is not { } model || Text(statement, "from", "checkpoint") is not { } checkpoint)
            return null;

        return new CompressionDeclaration(model, checkpoint, statement.Location)
        {
            Hash = PolicyHash.Of(statement),
            Target = (statement.Setting("target")?.Value as WordsValue)?.Word switch
            {
                "edge" => CompressionTarget.Edge,
                "iot" => CompressionTarget.Iot,
                _ => CompressionTarget.Cloud,
            },
            Calibration = (statement.Setting("calibrate")?.Value as ConstantValue)?.Constant.Text,
            Seed = (int?)(statement.Setting("seed")?.Value as ConstantValue)?.Constant.Number,
            Steps = statement.Children.Where(static s => s.Schema.Lead is "step").Select(Step).ToEquatableArray(),
            Ladder = statement.Children.Where(static s => s.Schema.Lead is "recover").SelectMany(Rungs).ToEquatableArray(),
            Gates = statement.Children.Where(static s => s.Schema.Lead is "gate").Select(Gate).OfType<CompressionGateDeclaration>().ToEquatableArray(),
        };
    }

    /// <summary>The kind of a step; null while its word is missing or wrong.</summary>
    public static CompressionStepKind? KindOf(BoundStatement step) => step.Operand<WordsValue>("step", "kind")?.Word switch
    {
        "prune" => CompressionStepKind.Prune,
        "distill" => CompressionStepKind.Distill,
        "quantize" => CompressionStepKind.Quantize,
        "qat" => CompressionStepKind.Qat,
        "qad" => CompressionStepKind.Qad,
        _ => null,
    };

    private static CompressionStepDeclaration Step(BoundStatement step)
    {
        var kept = Number(step, "pattern", "kept");
        return new CompressionStepDeclaration(KindOf(step) ?? CompressionStepKind.Prune, step.Location)
        {
            Dimension = step.Operand<WordsValue>("step", "dimension")?.Word switch
            {
                "depth" => PruneDimension.Depth,
                "weights" => PruneDimension.Weights,
                _ => PruneDimension.Width,
            },
            Share = Number(step, "step", "share"),
            KeepLayers = (int?)Number(step, "keep", "layers"),
            Pattern = kept is { } keep && Number(step, "of", "length") is { } length ? ((int)keep, (int)length) : null,
            Teacher = Text(step, "from", "checkpoint"),
            Data = Text(step, "of", "data"),
            DataShare = Number(step, "use", "share") ?? 1,
            Epochs = (int?)Number(step, "epochs", "passes"),
            Format = step.Operand<WordsValue>("step", "format")?.Word,
            GroupSize = (int?)Number(step, "group", "size"),
            Method = step.Operand<WordsValue>("using", "method")?.Word,
            Additions = Words(step, "using", "additions"),
            Except = Texts(step, "except"),
            Wide = Texts(step, "widen"),
        };
    }

    private static IEnumerable<RecoveryKind> Rungs(BoundStatement recover) =>
        Words(recover, "with", "methods").Select(static word => word switch
        {
            "gptq" => RecoveryKind.Gptq,
            "mixed" => RecoveryKind.Mixed,
            "qat" => RecoveryKind.Qat,
            "qad" => RecoveryKind.Qad,
            _ => RecoveryKind.Int8,
        });

    private static CompressionGateDeclaration? Gate(BoundStatement gate)
    {
        if (gate.Operand<MetricValue>("gate", "bound") is not { } bound)
            return null;
        var arguments = bound.Arguments.OfType<ConstantValue>().Select(static a => a.Constant).ToArray();
        return new CompressionGateDeclaration(bound.Metric.Name, bound.Limit.Number, gate.Location)
        {
            Data = arguments.Select(static a => a.Text).FirstOrDefault(static t => t is not null),
            Turns = arguments.Where(static a => a.Text is null).Select(static a => (int?)a.Number).FirstOrDefault(),
        };
    }

    private static EquatableArray<string> Words(BoundStatement statement, string keyword, string operand) =>
        (statement.Phrase(keyword)?.Operands ?? []).Where(o => o.Schema.Name == operand).Select(static o => o.Value).OfType<WordsValue>().SelectMany(static w => w.Words).ToEquatableArray();

    private static EquatableArray<string> Texts(BoundStatement statement, string keyword) =>
        (statement.Phrase(keyword)?.Operands ?? []).Select(static o => (o.Value as ConstantValue)?.Constant.Text).OfType<string>().ToEquatableArray();

    private static string? Text(BoundStatement statement, string keyword, string operand) => statement.Operand<ConstantValue>(keyword, operand)?.Constant.Text;

    private static decimal? Number(BoundStatement statement, string keyword, string operand) => statement.Operand<ConstantValue>(keyword, operand)?.Constant.Number;
}
