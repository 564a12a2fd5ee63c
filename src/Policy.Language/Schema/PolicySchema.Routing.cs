using OptPolicy.Language.Semantics;
using static OptPolicy.Language.Schema.ValueShape;
using ValueType = OptPolicy.Language.Semantics.ValueType;

namespace OptPolicy.Language.Schema;

public static partial class PolicySchema
{
    private const SymbolKinds Target = SymbolKinds.Model | SymbolKinds.Cascade;

    private static StatementSchema[] RoutingStatements() =>
    [
        new("route", "policy", "Chooses who answers: the first rule that holds.")
        {
            Phrases = [Phrase("route", "Opens the block.")],
            Body = BodyRule.Required,
            IsOrdered = true,
            IsSingle = true,
            Example = """
                route {
                  rule vip when user.tier == enterprise use premium
                  otherwise use gpt_mini
                }
                """,
        },
        Inherit("route"),
        new("rule", "route", "Sends the requests for which a condition holds to a model or a cascade. Order is priority.")
        {
            Phrases =
            [
                Phrase("rule", "The rule's name, as traces and tests show it.", Operand("name", NewName)),
                Phrase("when", "Which requests.", Operand("condition", Condition(FactSubject.Request))),
                Phrase("use", "Who answers.", Operand("target", Reference(Target))),
                Because,
            ],
            Example = "rule short when input.tokens < 500tok use gpt_mini",
        },
        Otherwise("route", Target),
        new("cascade", "policy", "Asks cheap models first and keeps an answer that is good enough.")
        {
            Phrases = [Phrase("cascade", "The cascade's name.", Operand("name", NewName))],
            Body = BodyRule.Required,
            IsOrdered = true,
            Example = """
                cascade triage {
                  try gpt_mini accept when confidence >= 70%
                  otherwise use premium
                }
                """,
        },
        Inherit("cascade"),
        new("try", "cascade", "Asks a model and keeps its answer if the condition holds.")
        {
            Phrases =
            [
                Phrase("try", "The model.", Operand("model", Reference(SymbolKinds.Model))),
                Phrase("accept", "Says when the answer is kept."),
                Phrase("when", "What must hold of the answer.", Operand("condition", Condition(FactSubject.Response))),
            ],
            Example = "try gpt_mini accept when confidence >= 70%",
        },
        Otherwise("cascade", SymbolKinds.Model),
        new("fallback", "policy", "What happens when an attempt fails.")
        {
            Phrases = [Phrase("fallback", "Opens the block.")],
            Settings =
            [
                new("commit", Function(
                    new("first_token", "Stream at once; a later failure surfaces."),
                    new("end", "Hold the answer back until it is complete; every failure can be replaced."),
                    new("after", "Hold back this many tokens.") { Parameters = [new("tokens", Of(ValueType.Tokens, low: 1))] }), "When a streamed answer can no longer be replaced.") { Default = "first_token", Example = "after(64tok)" },
            ],
            Body = BodyRule.Required,
            IsOrdered = true,
            IsSingle = true,
            Example = """
                fallback {
                  try premium after 20s
                  try gpt_mini
                  retry 3 when status in [429, 503] with backoff(250ms, 4s)
                }
                """,
        },
        Inherit("fallback"),
        new("try", "fallback", "The next model to ask when every attempt before failed.")
        {
            Phrases =
            [
                Phrase("try", "The model.", Operand("model", Reference(SymbolKinds.Model))),
                Optional("after", "How long the attempt before may take until this model takes over; only on failure when absent.", Operand("duration", Of(ValueType.Duration))),
                Optional("when", "Which failures lead here; every one that another model can cure when absent.", Operand("condition", Condition(FactSubject.Failure))),
            ],
            Example = "try premium after 20s",
        },
        new("retry", "fallback", "Asks the same model again, with exponential back-off and jitter.")
        {
            Phrases =
            [
                Phrase("retry", "How often at most.", Operand("count", Of(ValueType.Count, low: 1, high: 10))),
                Optional("when", "Which failures are retried; the transient ones when absent.", Operand("condition", Condition(FactSubject.Failure))),
                Optional("with", "The first and the longest delay.", Operand("backoff", Function(
                    new FunctionSchema("backoff", "Doubles from the first delay up to the longest.")
                    { Parameters = [new("first", Of(ValueType.Duration)), new("longest", Of(ValueType.Duration))] }))),
            ],
            IsSingle = true,
            Example = "retry 3 when status in [429, 503] with backoff(250ms, 4s)",
        },
    ];

    private static StatementSchema Otherwise(string parent, SymbolKinds target) =>
        new("otherwise", parent, parent is "route" ? "Who answers when no rule holds." : "The model whose answer is kept in any case; the last step.")
        {
            Phrases =
            [
                Phrase("otherwise", "The rest."),
                Phrase("use", "Who answers.", Operand("target", Reference(target))),
            ],
            IsSingle = true,
            Example = "otherwise use premium",
        };
}
