using OptPolicy.Language.Semantics;
using OptPolicy.Language.Text;

namespace OptPolicy.Language.Binding;

/// <summary>Reads how a local model runs from its statement.</summary>
internal static class LocalModelReader
{
    public static LocalModelDeclaration Read(BoundStatement model) => new()
    {
        Devices = Devices(model),
        IsStrict = Word(model, "device.fallback") is "error",
        Lanes = (int)(Number(model, "lanes") ?? 1),
        Threads = (int?)Number(model, "threads"),
        CacheBytes = (long?)Number(model, "kv_memory"),
        Speculation = Speculation(model) is { } statement ? Read(statement, Drafter(statement)) : null,
    };

    /// <summary>The <c>speculate</c> statement of a model, if it has one.</summary>
    public static BoundStatement? Speculation(BoundStatement model) => model.Children.FirstOrDefault(static s => s.Schema.Lead is "speculate");

    public static FunctionValue? Drafter(BoundStatement speculation) => speculation.Operand<FunctionValue>("with", "drafter");

    private static EquatableArray<string> Devices(BoundStatement model) =>
        model.Setting("devices")?.Value is WordsValue { Words.IsEmpty: false } devices ? devices.Words.ToEquatableArray() : ["cpu"];

    private static SpeculationDeclaration Read(BoundStatement statement, FunctionValue? drafter)
    {
        var kind = drafter?.Function.Name switch
        {
            "draft" => DrafterKind.Draft,
            "eagle" => DrafterKind.Eagle,
            _ => DrafterKind.Ngram,
        };
        var (low, high) = statement.Setting("lookahead")?.Value switch
        {
            RangeValue range => ((int)range.Low.Number, (int)range.High.Number),
            ConstantValue fixedCount => ((int)fixedCount.Constant.Number, (int)fixedCount.Constant.Number),
            _ => (1, 16),
        };
        var disable = statement.Children.FirstOrDefault(static s => s.Schema.Lead is "disable");
        return new SpeculationDeclaration(kind, (drafter?.Arguments is [ConstantValue folder] ? folder : null)?.Constant.Text)
        {
            MinLookahead = low,
            MaxLookahead = high,
            MustBeLossless = Word(statement, "lossless") is not "preferred",
            UsesRejection = Word(statement, "verification") is "rejection",
            DisableBelow = disable?.Operand<MetricValue>("when", "condition")?.Limit.Number,
            DisableAfterTokens = (long)(disable?.Operand<ConstantValue>("after", "tokens")?.Constant.Number ?? 0),
        };
    }

    private static string? Word(BoundStatement statement, string setting) => (statement.Setting(setting)?.Value as WordsValue)?.Word;

    private static decimal? Number(BoundStatement statement, string setting) => (statement.Setting(setting)?.Value as ConstantValue)?.Constant.Number;
}
