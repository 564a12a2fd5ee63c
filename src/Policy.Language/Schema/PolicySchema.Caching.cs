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
        new("cache", "policy", "Serves the stored answer of a request that means the same.")
        {
            Variant = "semantic",
            Phrases = [Phrase("cache", "The kind of cache.", Operand("kind", Word("semantic")))],
            Settings =
            [
                new("embed", Reference(SymbolKinds.Embedder), "The embedder that compares requests.") { IsRequired = true, Example = "minilm" },
                new("threshold", Of(ValueType.Ratio), "The least similarity of a hit.") { Default = "0.93", IsTunable = true, Example = "0.93 tunable 0.85..0.99" },
                new("max_false_hits", Of(ValueType.Ratio), "The share of wrong answers among served hits that the runtime enforces.") { Example = "1%" },
                Ttl("6h"),
                Scope,
                new("guards", WordList("numbers", "negation", "entities", "code"), "Differences that rule a hit out, however similar the texts are.") { Default = "[numbers, negation, entities, code]", Example = "[numbers, negation]" },
                new("store", Function(
                    new("local", "A folder beside the app.") { Parameters = [new("folder", Quoted)] },
                    new("redis", "A Redis server.") { Parameters = [new("connection", Quoted)] },
                    new("postgres", "A PostgreSQL server with pgvector.") { Parameters = [new("connection", Quoted)] }), "Where entries are kept.") { Default = "local(\"cache\")", Example = "local(\"cache\")" },
                new("capacity", Of(ValueType.Count, low: 1), "The most entries.") { Default = "100000", Example = "200000" },
            ],
            Body = BodyRule.Required,
            IsSingle = true,
            Unavailable = "semantic caching",
            Example = """
                cache semantic {
                  embed: minilm
                  threshold: 0.93 tunable 0.85..0.99
                  max_false_hits: 1%
                  verify with gpt_mini when similarity in 0.88..0.93
                  bypass when has_tools
                }
                """,
        },
        Bypass("cache exact"),
        Bypass("cache semantic"),
        new("verify", "cache semantic", "Asks a model whether a near hit really answers the request.")
        {
            Phrases =
            [
                Phrase("verify", "Turns verification on."),
                Phrase("with", "The model that judges.", Operand("model", Reference(SymbolKinds.Model))),
                Optional("when", "Which near hits are judged.", Operand("condition", Condition(FactSubject.CacheCandidate))),
            ],
            IsSingle = true,
            Example = "verify with gpt_mini when similarity in 0.88..0.93",
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
