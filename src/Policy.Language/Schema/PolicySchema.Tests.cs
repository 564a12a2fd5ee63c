using static OptPolicy.Language.Schema.ValueShape;
using ValueType = OptPolicy.Language.Semantics.ValueType;

namespace OptPolicy.Language.Schema;

public static partial class PolicySchema
{
    private static StatementSchema[] TestStatements() =>
    [
        new("test", "policy", "An example with its outcome. Runs offline, in the app's test project and with `optpolicy test`. Facts are pinned by name.")
        {
            Phrases = [Phrase("test", "What the test shows.", Operand("name", Quoted))],
            Settings = [new("prompt", Quoted, "The last user message.") { Example = "\"What are your opening hours?\"" }],
            FactsAreSettings = true,
            Body = BodyRule.Required,
            Example = """
                test "a short question goes to the small model" {
                  prompt: "What are your opening hours?"
                  user.tier: free
                  expect rule short
                  expect model gpt_mini
                }
                """,
        },
        Given("fails", "Every attempt on the model fails with this HTTP status.", "given premium fails 503",
            Operand("status", Of(ValueType.Count, low: 400, high: 599))),
        Given("times_out", "The model never answers.", "given premium times_out"),
        Given("truncates", "The model's stream stops before its end.", "given premium truncates"),
        Given("answers", "The model answers this text.", "given gpt_mini answers \"We open at nine.\" confidence 0.9",
            Operand("text", Quoted),
            Operand("confidence", Word("confidence")) with { IsOptional = true },
            Operand("ratio", Of(ValueType.Ratio)) with { IsOptional = true }),
        new("given", "test", "A share of a budget is spent before the request.")
        {
            Variant = "budget",
            Phrases =
            [
                Phrase("given", "Sets the scene."),
                Phrase("budget", "Which budget, and how much of it.",
                    Operand("scope", Word("global", "request", "user", "tenant", "session")),
                    Operand("used", Word("used")),
                    Operand("share", Of(ValueType.Ratio))),
            ],
            Example = "given budget tenant used 99%",
        },
        new("given", "test", "The same request was answered and stored before; or, with a text, one that differs in its prompt alone, for the semantic cache.")
        {
            Variant = "cached",
            Phrases = [Phrase("given", "Sets the scene.", Operand("state", Word("cached")), Operand("prompt", Quoted) with { IsOptional = true })],
            IsSingle = true,
            Example = "given cached \"When do you open?\"",
        },
        new("expect", "test", "The rule that decides.")
        {
            Variant = "rule",
            Phrases =
            [
                Phrase("expect", "What must hold."),
                Phrase("rule", "The rule; `otherwise` is the last.", Operand("rule", Reference(SymbolKinds.Rule))),
            ],
            IsSingle = true,
            Example = "expect rule short",
        },
        new("expect", "test", "The model whose answer is served.")
        {
            Variant = "model",
            Phrases =
            [
                Phrase("expect", "What must hold."),
                Phrase("model", "The model.", Operand("model", Reference(SymbolKinds.Model))),
            ],
            IsSingle = true,
            Example = "expect model gpt_mini",
        },
        new("expect", "test", "What the caches do; `hit` is either of them, `semantic` only the semantic one.")
        {
            Variant = "cache",
            Phrases =
            [
                Phrase("expect", "What must hold."),
                Phrase("cache", "The cache's part.", Operand("part", Word("hit", "miss", "bypass", "semantic"))),
            ],
            IsSingle = true,
            Example = "expect cache hit",
        },
        Expect("cost", "The money of the request, all attempts.", ValueType.Money, "expect cost <= $0.0001"),
        Expect("attempts", "The number of attempts.", ValueType.Count, "expect attempts == 2"),
        new("expect", "test", "How the request ends.")
        {
            Variant = "outcome",
            Phrases =
            [
                Phrase("expect", "What must hold.",
                    Operand("outcome", Word("outcome")),
                    Operand("class", Word([.. FactTable.Outcomes]))),
            ],
            IsSingle = true,
            Example = "expect outcome budget_denied",
        },
    ];

    private static StatementSchema Given(string behaviour, string documentation, string example, params OperandSchema[] operands) =>
        new("given", "test", documentation)
        {
            Variant = behaviour,
            Phrases = [Phrase("given", "Sets the scene.", [Operand("model", Reference(SymbolKinds.Model)), Operand("behaviour", Word(behaviour)), .. operands])],
            Example = example,
        };

    private static StatementSchema Expect(string metric, string documentation, ValueType type, string example) =>
        new("expect", "test", documentation)
        {
            Variant = metric,
            Phrases = [Phrase("expect", "What must hold.", Operand("bound", Comparison(new FunctionSchema(metric, documentation) { Result = type })))],
            IsSingle = true,
            Example = example,
        };
}
