using static OptPolicy.Language.Schema.ValueShape;
using ValueType = OptPolicy.Language.Semantics.ValueType;

namespace OptPolicy.Language.Schema;

public static partial class PolicySchema
{
    private static readonly string[] WeightFormats = ["int8", "int4", "int2", "fp8", "nvfp4", "mxfp4"];

    private static StatementSchema[] CompressionStatements() =>
    [
        new("compress", File, "How a local model is made from a larger one: the steps in order, and the gates it must pass to be shipped.")
        {
            Phrases =
            [
                Phrase("compress", "The model that is made.", Operand("model", Reference(SymbolKinds.Model))),
                Phrase("from", "The checkpoint to start from.", Operand("checkpoint", Quoted)),
            ],
            Settings =
            [
                new("target", Word("cloud", "edge", "iot"), "Where the model will run; switches advice that depends on it.") { Default = "cloud", Example = "edge" },
                new("calibrate", Quoted, "The examples that quantisation is calibrated on.") { Example = "\"data/desk-calibration.jsonl\"" },
                new("seed", Of(ValueType.Count, low: 0, high: int.MaxValue), "Decides every random choice: the same seed, block and data make the same model. `--seed` goes before it.") { Default = "1", Example = "7" },
            ],
            Body = BodyRule.Required,
            IsOrdered = true,
            Example = """
                compress desk_local from "checkpoints/desk-teacher" {
                  target: edge
                  step prune width 25%
                  step distill from "checkpoints/desk-teacher" use 3% of "data/desk.jsonl"
                  step quantize int4 group 32 using gptq
                  gate perplexity_rise <= 5%
                  gate task_drop("data/desk-tasks.jsonl") <= 2%
                }
                """,
        },
        new("step", "compress", "Removes the parts of the network that matter least.")
        {
            Variant = "prune",
            Phrases =
            [
                Phrase("step", "The step.",
                    Operand("kind", Word("prune")),
                    Operand("dimension", Word("width", "depth", "weights")),
                    Operand("share", Of(ValueType.Ratio)) with { IsOptional = true }),
                Optional("keep", "With `depth`: how many layers stay.", Operand("layers", Of(ValueType.Count, low: 1))),
                Optional("pattern", "With `weights`: how many weights of each group of neighbours stay, 2 in `pattern 2 of 4`.", Operand("kept", Of(ValueType.Count, low: 1))),
                Optional("of", "With `pattern`: how many neighbours make a group.", Operand("length", Of(ValueType.Count, low: 2))),
                Optional("using", "With `weights`: how those that go are chosen; sparsegpt when absent.", Operand("method", Word("magnitude", "wanda", "sparsegpt"))),
            ],
            Example = "step prune width 25%",
        },
        new("step", "compress", "Trains the smaller model to answer like a teacher.")
        {
            Variant = "distill",
            Phrases =
            [
                Phrase("step", "The step.", Operand("kind", Word("distill"))),
                Phrase("from", "The teacher.", Operand("checkpoint", Quoted)),
                Optional("use", "Which share of the data.", Operand("share", Of(ValueType.Ratio))),
                Optional("of", "The data.", Operand("data", Quoted)),
                Epochs,
                Optional("using", "What is done besides learning the teacher's distribution: its layers' `states`, its attention `relations`, a teacher that learns the data first (`correction`).",
                    Operand("additions", Word("states", "relations", "correction")) with { Repeats = true }),
            ],
            Example = "step distill from \"checkpoints/desk-teacher\" use 3% of \"data/desk.jsonl\"",
        },
        new("step", "compress", "Stores weights in fewer bits.")
        {
            Variant = "quantize",
            Phrases =
            [
                Phrase("step", "The step.",
                    Operand("kind", Word("quantize")),
                    Operand("format", Word(WeightFormats))),
                Optional("group", "How many weights share a scale.", Operand("size", Of(ValueType.Count, low: 1))),
                Optional("using", "The method.", Operand("method", Word("rtn", "gptq", "awq", "smoothquant"))),
                Optional("except", "Weights that stay floating-point, by name; `*` stands for any text.", Operand("weights", Quoted) with { Repeats = true }),
                Optional("widen", "Weights that get 8 bits, by name: mixed precision by hand.", Operand("weights", Quoted) with { Repeats = true }),
            ],
            Example = "step quantize int4 group 32 using gptq",
        },
        Training("qat", "Trains on with quantisation simulated; the weights stay floating-point until the end."),
        Training("qad", "Trains the quantised model to answer like the model before quantisation."),
        new("recover", "compress", "What to try, in order, when a gate fails.")
        {
            Phrases =
            [
                Phrase("recover", "Turns recovery on."),
                Phrase("with", "The ladder: other codes, 8 bits where rounding hurts most, training with quantisation, 8 bits everywhere.", Operand("methods", Word("gptq", "mixed", "qat", "qad", "int8")) with { Repeats = true }),
            ],
            IsSingle = true,
            Example = "recover with gptq, mixed, qad",
        },
        new("gate", "compress", "A bound that the made model must keep, or it is not shipped.")
        {
            Phrases = [Phrase("gate", "The bound.", Operand("bound", Comparison(
                Metric("perplexity_rise", "How much worse it predicts text.", ValueType.Ratio),
                Metric("task_drop", "How many tasks fewer it solves than the original; paired.", ValueType.Ratio, new ParameterSchema("tasks", Quoted)),
                Metric("session_drop", "The same over several turns.", ValueType.Ratio, new("tasks", Quoted), new("turns", Of(ValueType.Count, low: 1))),
                Metric("size_ratio", "Its size as a share of the original's.", ValueType.Ratio),
                Metric("latency.p95", "The time that 95 % of the answers keep.", ValueType.Duration),
                Metric("memory", "The memory it takes to run.", ValueType.Bytes))))],
            Example = "gate task_drop(\"data/desk-tasks.jsonl\") <= 2%",
        },
    ];

    private static StatementSchema Training(string kind, string documentation) => new("step", "compress", documentation)
    {
        Variant = kind,
        Phrases =
        [
            Phrase("step", "The step.", Operand("kind", Word(kind)), Operand("format", Word(WeightFormats)) with { IsOptional = true }),
            Optional("group", "How many weights share a scale.", Operand("size", Of(ValueType.Count, low: 1))),
            Optional("from", "The teacher.", Operand("checkpoint", Quoted)),
            Optional("use", "Which share of the data.", Operand("share", Of(ValueType.Ratio))),
            Optional("of", "The data.", Operand("data", Quoted)),
            Epochs,
        ],
        Example = $"step {kind} int4 use 3% of \"data/desk.jsonl\"",
    };

    private static PhraseSchema Epochs { get; } =
        Optional("epochs", "How often the used share of the data is passed over; 3 when absent.", Operand("passes", Of(ValueType.Count, low: 1, high: 1000)));

    private static FunctionSchema Metric(string name, string documentation, ValueType result, params ParameterSchema[] parameters) =>
        new(name, documentation) { Result = result, Parameters = [.. parameters] };
}
