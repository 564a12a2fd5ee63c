using static OptPolicy.Language.Schema.ValueShape;
using ValueType = OptPolicy.Language.Semantics.ValueType;

namespace OptPolicy.Language.Schema;

public static partial class PolicySchema
{
    private static StatementSchema[] SpendingStatements() =>
    [
        new("budget", "policy", "A limit on money. Every attempt reserves its worst case before it starts, so the limit holds under any concurrency.")
        {
            Phrases =
            [
                Phrase("budget", "Opens a budget; of all requests together without `per`."),
                Optional("per", "Whose money is counted together.", Operand("scope", Word("request", "user", "tenant", "session"))),
            ],
            Settings =
            [
                new("limit", MoneyPerWindow, "The money of one window; of one request for `per request`.") { IsRequired = true, IsTunable = true, Example = "$50.00/day" },
                new("time_zone", Quoted, "The IANA zone whose calendar the windows follow.") { Default = "\"UTC\"", Example = "\"Europe/Berlin\"" },
            ],
            Body = BodyRule.Required,
            Example = """
                budget per tenant {
                  limit: $50.00/day
                  at 80% warn
                  at 100% degrade to gpt_mini
                }
                """,
        },
        Inherit("budget"),
        new("at", "budget", "What happens when a share of the limit is used. At 100 % requests are rejected when nothing else is said.")
        {
            Phrases =
            [
                Phrase("at", "The share of the limit.", Operand("share", Of(ValueType.Ratio))),
                new("warn", "Serve, log and mark the trace.") { Group = "action" },
                new("degrade", "Serve with a cheaper model.") { Group = "action" },
                new("reject", "Do not serve.") { Group = "action" },
                Optional("to", "The model that serves instead.", Operand("model", Reference(SymbolKinds.Model))),
            ],
            Example = "at 100% degrade to gpt_mini",
        },
        new("assert", "policy", "A bound on the cost of any request, proved at compile time.")
        {
            Variant = "cost",
            Phrases = [Phrase("assert", "The bound.", Operand("bound", Comparison(
                new FunctionSchema("cost", "The money of one request, all attempts.") { Result = ValueType.MoneyPerRequest })))],
            Example = "assert cost <= $0.40/req",
        },
        new("assert", "policy", "A bound on a measured latency, checked by simulation.")
        {
            Variant = "latency",
            Phrases = [Phrase("assert", "The bound.", Operand("bound", Comparison(
                new("latency.p50", "The median time to the full answer.") { Result = ValueType.Duration },
                new("latency.p95", "The time that 95 % of the answers keep.") { Result = ValueType.Duration },
                new("latency.p99", "The time that 99 % of the answers keep.") { Result = ValueType.Duration })))],
            Unavailable = "checking latency",
            Example = "assert latency.p95 <= 3s",
        },
    ];
}
