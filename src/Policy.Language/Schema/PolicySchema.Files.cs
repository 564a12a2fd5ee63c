using OptPolicy.Language.Semantics;
using static OptPolicy.Language.Schema.ValueShape;
using ValueType = OptPolicy.Language.Semantics.ValueType;

namespace OptPolicy.Language.Schema;

public static partial class PolicySchema
{
    private static StatementSchema[] FileStatements() =>
    [
        new("optpolicy", File, "The version of the language; the first statement of every file.")
        {
            Phrases = [Phrase("optpolicy", "The version of the language.", Operand("version", Of(ValueType.Count)))],
            IsSingle = true,
            Example = "optpolicy 1",
        },
        new("import", File, "Makes the names of another file usable here. The path is relative to this file.")
        {
            Phrases =
            [
                Phrase("import", "The file.", Operand("path", Quoted)),
                Optional("as", "A name to put before the imported names: `shared.Baseline`.", Operand("alias", NewName)),
            ],
            Example = "import \"shared/baseline.optpolicy\" as shared",
        },
        new("extern", File, "A predicate implemented in C#: a partial method of the generated policy class.")
        {
            Phrases = [Phrase("extern", "The predicate and what it looks at: `request` or `response`.", Operand("signature", Signature))],
            Example = "extern is_vip(request)",
        },
        new("embedder", File, "A model that turns text into vectors, for semantic caching, intents and retrieval.")
        {
            Phrases = [Phrase("embedder", "The embedder's name.", Operand("name", NewName))],
            Settings =
            [
                new("provider", Function(Onnx, OpenAI), "Where the embedder runs.") { Example = "onnx(\"models/embedder\")" },
                new("dimensions", Of(ValueType.Count, low: 1), "The length of its vectors; read from the model when absent.") { Example = "384" },
            ],
            Body = BodyRule.Required,
            Unavailable = "local embeddings",
            Example = """
                embedder minilm {
                  provider: onnx("models/embedder")
                }
                """,
        },
        new("intents", File, "A set of intents, each learned from examples; the fact `intent` then has their names as values.")
        {
            Phrases = [Phrase("intents", "The set's name.", Operand("name", NewName))],
            Body = BodyRule.Required,
            Unavailable = "recognising intents; the host may still supply the fact 'intent'",
            Example = """
                intents desk {
                  intent refund {
                    examples: ["I want my money back", "refund my order"]
                  }
                }
                """,
        },
        new("intent", "intents", "One intent.")
        {
            Phrases = [Phrase("intent", "The intent's name, as conditions use it.", Operand("name", NewName))],
            Settings =
            [
                new("examples", QuotedList, "What users say when they mean it.") { IsRequired = true, Example = "[\"I want my money back\", \"refund my order\"]" },
            ],
            Body = BodyRule.Required,
            Example = """
                intent refund {
                  examples: ["I want my money back", "refund my order"]
                }
                """,
        },
    ];

    private static StatementSchema[] ModelStatements() =>
    [
        new("model", File, "A model that answers requests: where it runs, what it costs and what it can do.")
        {
            Phrases = [Phrase("model", "The model's name.", Operand("name", NewName))],
            Settings =
            [
                new("provider", Function(
                    new("client", "Supplied by the host app: an `IChatClient`."),
                    OpenAI,
                    new("recorded", "Replays recorded answers; for demos, tests and simulation.") { Parameters = [new("file", Quoted)] },
                    Onnx), "Where the model runs.") { IsRequired = true, Example = "openai(\"gpt-5-mini\")" },
                new("endpoint", Quoted, "The base address of an OpenAI-compatible server; the provider's own when absent.") { Example = "\"https://llm.example.com/v1\"" },
                new("api_key", Function(new FunctionSchema("env", "An environment variable or configuration key.") { Parameters = [new("name", Quoted)] }), "Where the API key is found; never the key itself.")
                { Default = "env(\"OPENAI_API_KEY\")", Example = "env(\"OPENAI_API_KEY\")" },
                new("price", Word("free"), "Says that the model costs nothing per token.") { Example = "free" },
                new("price.input", Of(ValueType.MoneyRate), "The price of input tokens.") { Example = "$0.25/Mtok" },
                new("price.cached", Of(ValueType.MoneyRate), "The price of input tokens that the provider had cached; the input price when absent.") { Example = "$0.025/Mtok" },
                new("price.output", Of(ValueType.MoneyRate), "The price of output tokens.") { Example = "$2.00/Mtok" },
                new("context", Of(ValueType.Tokens, low: 1), "The most tokens of input and output together. Without it no cost bound can be proved.") { Example = "400ktok" },
                new("max_output", Of(ValueType.Tokens, low: 1), "The most tokens of one answer. Without it no cost bound can be proved.") { Example = "16ktok" },
                new("supports", WordList("tools", "json", "vision", "audio", "streaming"), "What the model can do beside text; requests that need more are not sent to it.") { Default = "[]", Example = "[tools, json, vision]" },
                new("timeout", Of(ValueType.Duration), "The longest one attempt may take.") { Example = "60s" },
                new("devices", WordList("cpu", "cuda", "directml", "npu"), "Execution providers to try, in order; the first that loads wins.")
                { Example = "[directml, cuda, cpu]", Unavailable = "running models in-process" },
            ],
            Body = BodyRule.Required,
            Example = """
                model gpt_mini {
                  provider: openai("gpt-5-mini")
                  price.input: $0.25/Mtok
                  price.output: $2.00/Mtok
                  context: 400ktok
                  max_output: 16ktok
                  supports: [tools, json, vision]
                }
                """,
        },
        new("speculate", "model", "Drafts tokens cheaply and lets the model verify several at once; the answers do not change.")
        {
            Phrases =
            [
                Phrase("speculate", "Turns speculation on."),
                Phrase("with", "What drafts.", Operand("drafter", Function(
                    new("ngram", "Repeats what the prompt or the answer already said."),
                    new("draft", "A small model with the same tokenizer.") { Parameters = [new("model", Quoted)] },
                    new("eagle", "A trained draft head.") { Parameters = [new("folder", Quoted)] }))),
            ],
            Settings = [new("lookahead", Of(ValueType.Count, low: 1), "How many tokens to draft; a range adapts.") { Default = "2..8", Example = "2..8" }],
            Body = BodyRule.Optional,
            IsSingle = true,
            Unavailable = "speculative decoding",
            Example = """
                speculate with ngram {
                  lookahead: 2..8
                  disable when acceptance < 40% after 256tok
                }
                """,
        },
        new("disable", "speculate", "Turns speculation off when it does not pay.")
        {
            Phrases =
            [
                Phrase("disable", "Turns speculation off."),
                Phrase("when", "The measured condition.", Operand("condition", Condition(FactSubject.Statistic))),
                Optional("after", "How many tokens to measure first.", Operand("tokens", Of(ValueType.Tokens))),
            ],
            Example = "disable when acceptance < 40% after 256tok",
        },
    ];

    private static FunctionSchema OpenAI { get; } =
        new("openai", "Any OpenAI-compatible endpoint.") { Parameters = [new("model", Quoted)] };

    private static FunctionSchema Onnx { get; } =
        new("onnx", "Runs in-process from a model folder.") { Parameters = [new("folder", Quoted)], Unavailable = "running models in-process" };
}
