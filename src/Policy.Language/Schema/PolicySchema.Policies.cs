using OptPolicy.Language.Semantics;
using static OptPolicy.Language.Schema.ValueShape;
using ValueType = OptPolicy.Language.Semantics.ValueType;

namespace OptPolicy.Language.Schema;

public static partial class PolicySchema
{
    private static StatementSchema[] PolicyStatements() =>
    [
        new("policy", File, "What happens to a request. Becomes a C# class and `Add…`/`Use…` extension methods.")
        {
            Phrases =
            [
                Phrase("policy", "The policy's name; the name of the C# class.", Operand("name", NewName)),
                Optional("extends", "Starts from another policy: settings merge by name, ordered blocks are replaced unless they say `inherit`.", Operand("policy", Reference(SymbolKinds.Policy))),
            ],
            Settings =
            [
                new("baseline", Reference(SymbolKinds.Model), "The model an unmanaged app would use for everything; savings are counted against it. The most expensive reachable model when absent.") { Example = "premium" },
            ],
            Body = BodyRule.Required,
            Example = """
                policy SupportDesk {
                  cache exact {
                    ttl: 24h
                  }

                  route {
                    rule images when has_images use gpt_mini
                    otherwise use premium
                  }
                }
                """,
        },
        new("canary", "policy", "Runs a share of the requests beside on another model, never served, to compare.")
        {
            Phrases =
            [
                Phrase("canary", "The model and its share.",
                    Operand("model", Reference(SymbolKinds.Model)),
                    Operand("share", Word("share")),
                    Operand("ratio", Of(ValueType.Ratio)),
                    Operand("mode", Word("shadow")) with { IsOptional = true }),
            ],
            Unavailable = "canary runs",
            Example = "canary gpt_mini share 5% shadow",
        },
        new("quality", "policy", "Watches the quality of served answers on a sample.")
        {
            Phrases = [Phrase("quality", "Opens the block.")],
            Settings = [new("sample", Of(ValueType.Ratio), "The share of requests that is looked at.") { IsRequired = true, Example = "2%" }],
            Body = BodyRule.Required,
            IsSingle = true,
            Unavailable = "watching quality",
            Example = """
                quality {
                  sample: 2%
                  gate drift <= 5%
                }
                """,
        },
        new("gate", "quality", "A bound on a measured quality.")
        {
            Phrases = [Phrase("gate", "The bound.", Operand("bound", Comparison(
                new("drift", "How far answers moved from the baseline's.") { Result = ValueType.Ratio },
                new("groundedness", "The share of answers supported by the retrieved text.") { Result = ValueType.Ratio })))],
            Example = "gate drift <= 5%",
        },
    ];
}
