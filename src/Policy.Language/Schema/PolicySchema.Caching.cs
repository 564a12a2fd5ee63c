using OptPolicy.Language.Semantics;
using static OptPolicy.Language.Schema.ValueShape;
using ValueType = OptPolicy.Language.Semantics.ValueType;

namespace OptPolicy.Language.Schema;

public static partial class PolicySchema
{
    private static StatementSchema[] CacheStatements() =>
    [
        new("cache", "policy", "Serves the stored answer of an identical request: same messages, tools, options, tenant and policy.")
        {
            Variant = "exact",
            Phrases = [Phrase("cache", "The kind of cache.", Operand("kind", Word("exact")))],
            Settings = [Ttl("24h"), Scope],
            Body = BodyRule.Optional,
            IsSingle = true,
            Example = """
                cache exact {
                  ttl: 24h
                  scope: [tenant]
                  bypass when temperature > 0.3
                }
                """,
        },
        SemanticCache,
        Bypass("cache exact"),
        Bypass("cache semantic"),
        new("verify", "cache semantic", "Asks a verifier, or a model, whether a near hit really answers the request: above `threshold`, and down to a similarity of 50% below it. Anything but a clear yes is a miss.")
        {
            Phrases =
            [
                Phrase("verify", "Turns verification on."),
                Phrase("with", "Who judges.", Operand("judge", Reference(SymbolKinds.Verifier | SymbolKinds.Model))),
                Optional("when", "Which near hits are judged; every one when absent.", Operand("condition", Condition(FactSubject.CacheCandidate))),
            ],
            IsSingle = true,
            Example = "verify with same_question when similarity < 0.95",
        },
    ];

    private static StatementSchema Bypass(string parent) => new("bypass", parent, "Requests that are neither answered from the cache nor stored in it.")
    {
        Phrases =
        [
            Phrase("bypass", "Turns the cache off for some requests."),
            Phrase("when", "Which requests.", Operand("condition", Condition(FactSubject.Request))),
            Because,
        ],
        Example = "bypass when has_tools or temperature > 0.3",
    };
}
