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
        new("intents", File, "A set of intents, each learned from examples. The fact `intent` then has their names as values, and `none` where a question is none of them; it is recognised when something asks for it, unless the host supplies it.")
        {
            Phrases = [Phrase("intents", "The set's name.", Operand("name", NewName))],
            Settings =
            [
                Embed("The embedder that compares questions with examples"),
                new("trained", Quoted, "A file that `optpolicy train intents` wrote from labelled questions; the intents are then listed without examples.") { Example = "\"models/desk.intents\"" },
                new("threshold", Of(ValueType.Ratio), "The least similarity of a question and an example, or the least score of a trained file; below it the intent is `none`. Found from the examples when absent.") { Example = "0.6" },
            ],
            Body = BodyRule.Required,
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
                new("examples", QuotedList, "What users say when they mean it; needed unless the set is `trained`.") { Example = "[\"I want my money back\", \"refund my order\"]" },
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
                ApiKey,
                new("price", Word("free"), "Says that the model costs nothing per token.") { Example = "free" },
                new("price.input", Of(ValueType.MoneyRate), "The price of input tokens.") { Example = "$0.25/Mtok" },
                new("price.cached", Of(ValueType.MoneyRate), "The price of input tokens that the provider had cached; the input price when absent.") { Example = "$0.025/Mtok" },
                new("price.output", Of(ValueType.MoneyRate), "The price of output tokens.") { Example = "$2.00/Mtok" },
                new("context", Of(ValueType.Tokens, low: 1), "The most tokens of input and output together. Without it no cost bound can be proved.") { Example = "400ktok" },
                new("max_output", Of(ValueType.Tokens, low: 1), "The most tokens of one answer. Without it no cost bound can be proved.") { Example = "16ktok" },
                new("supports", WordList("tools", "json", "vision", "audio", "streaming"), "What the model can do beside text; requests that need more are not sent to it.") { Default = "[]", Example = "[tools, json, vision]" },
                new("timeout", Of(ValueType.Duration), "The longest one attempt may take.") { Example = "60s" },
                new("rate.requests", Of(ValueType.Count, low: 1), "The most attempts a minute (RPM), counted in this process; one more is rate limited without being made. No limit when absent.") { Example = "500" },
                new("rate.tokens", Of(ValueType.Tokens, low: 1), "The most tokens a minute (TPM), input and output: the estimate when an attempt begins, the truth when it has ended. No limit when absent.") { Example = "200ktok" },
                new("rate.wait", Of(ValueType.Duration), "How long an attempt may wait for room under `rate.requests` and `rate.tokens` before it counts as rate limited.") { Default = "0s", Example = "2s" },
                new("breaker.failures", Of(ValueType.Ratio, high: 1), "Circuit breaker: the share of failed attempts from which on the model is left alone for a while. No breaker when absent.") { Example = "50%" },
                new("breaker.attempts", Of(ValueType.Count, low: 1), "Circuit breaker: how many attempts must have ended within the window before their share of failures counts.") { Default = "10", Example = "10" },
                new("breaker.window", Of(ValueType.Duration), "Circuit breaker: how long an attempt counts.") { Default = "30s", Example = "30s" },
                new("breaker.pause", Of(ValueType.Duration), "Circuit breaker: how long the model is left alone. Then one attempt is let through; how it ends closes the breaker or begins another pause.") { Default = "15s", Example = "15s" },
                new("devices", WordList("cpu", "cuda", "directml", "npu"), "For `onnx`: the devices to try, in order; the first that loads the model runs it.") { Default = "[cpu]", Example = "[cuda, cpu]" },
                new("device.fallback", Word("cpu", "error"), "For `onnx`: what follows when none of `devices` can run the whole model: the processor, with a warning in the log, or an error.") { Default = "cpu", Example = "error" },
                new("lanes", Of(ValueType.Count, low: 1, high: 256), "For `onnx`: how many requests are answered at the same time; the rest wait in order. Each lane has a KV cache of its own.") { Default = "1", Example = "2" },
                new("threads", Of(ValueType.Count, low: 1, high: 1024), "For `onnx`: processor threads of one model call; the machine's cores when absent.") { Example = "4" },
                new("kv_memory", Of(ValueType.Bytes, low: 1), "For `onnx`: the most memory for the KV caches of all lanes; bounded only by `context` when absent.") { Example = "512MiB" },
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
        new("speculate", "model", "Drafts tokens cheaply and lets the model verify several in one call. The answers do not change: that is certified when the model loads. How many tokens are drafted follows from measured costs and acceptance, and where drafting does not pay there is none.")
        {
            Phrases =
            [
                Phrase("speculate", "Turns speculation on."),
                Phrase("with", "What drafts.", Operand("drafter", Function(
                    new("ngram", "Repeats what the prompt or an earlier answer already said; needs no second model."),
                    new("draft", "A smaller model with the same tokenizer.") { Parameters = [new("folder", Quoted)] },
                    new("eagle", "A draft head that was trained for this model.") { Parameters = [new("folder", Quoted)] }))),
            ],
            Settings =
            [
                new("lookahead", Of(ValueType.Count, low: 1, high: 16), "How many tokens to draft in a round, up to 16; a range adapts to what pays.") { Default = "1..16", Example = "2..8" },
                new("lossless", Word("required", "preferred"), "`required`: a model whose answers could change is not speculated with. `preferred`: it is, and the log says so.") { Default = "required", Example = "required" },
                new("verification", Word("coupled", "rejection"), "For answers that are drawn (temperature above 0). `coupled`: the very same answer as without speculation. `rejection`: the same distribution of answers, and more accepted tokens with a draft model.") { Default = "coupled", Example = "coupled" },
            ],
            Body = BodyRule.Optional,
            IsSingle = true,
            Example = """
                speculate with ngram {
                  lookahead: 2..8
                  disable when acceptance < 40% after 256tok
                }
                """,
        },
        new("disable", "speculate", "Turns speculation off for the rest of an answer when too few drafted tokens are accepted.")
        {
            Phrases =
            [
                Phrase("disable", "Turns speculation off."),
                Phrase("when", "The measured share of drafted tokens that the model accepted.", Operand("condition", Comparison(
                    new FunctionSchema("acceptance", "The share of drafted tokens that the model accepted.") { Result = ValueType.Ratio }))),
                Optional("after", "How many tokens to draft before the share counts.", Operand("tokens", Of(ValueType.Tokens))),
            ],
            IsSingle = true,
            Example = "disable when acceptance < 40% after 256tok",
        },
    ];

    private static SettingSchema ApiKey { get; } =
        new("api_key", Function(new FunctionSchema("env", "An environment variable or configuration key.") { Parameters = [new("name", Quoted)] }), "Where the API key is found; never the key itself.")
        { Default = "env(\"OPENAI_API_KEY\")", Example = "env(\"OPENAI_API_KEY\")" };

    private static FunctionSchema OpenAI { get; } =
        new("openai", "Any OpenAI-compatible endpoint.") { Parameters = [new("model", Quoted)] };

    private static FunctionSchema Onnx { get; } =
        new("onnx", "Runs in-process from a model folder, by ONNX Runtime.") { Parameters = [new("folder", Quoted)] };
}
