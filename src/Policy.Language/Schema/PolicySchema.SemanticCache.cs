using OptPolicy.Language.Semantics;
using static OptPolicy.Language.Schema.ValueShape;
using ValueType = OptPolicy.Language.Semantics.ValueType;

namespace OptPolicy.Language.Schema;

public static partial class PolicySchema
{
    private static StatementSchema SemanticCache => new("cache", "policy", "Serves the stored answer of a request whose last question means the same. Everything else, the conversation before it included, must be identical.")
    {
        Variant = "semantic",
        Phrases = [Phrase("cache", "The kind of cache.", Operand("kind", Word("semantic")))],
        Settings =
        [
            Embed("The embedder that compares questions"),
            new("threshold", Of(ValueType.Ratio), "The least similarity of a hit. Below it, nothing is served.") { Default = "0.85", IsTunable = true, Example = "0.9 tunable 0.8..0.99" },
            new("margin", Of(ValueType.Ratio), "How clear of the next entry with another answer a hit must stand, by similarity and shared words. Closer calls are served only when `verify` confirms them.") { Default = "0.03", IsTunable = true, Example = "0.04" },
            new("max_false_hits", Of(ValueType.Ratio), "The share of wrong answers among served hits that the runtime keeps to. `threshold` is then only where looking begins.") { IsTunable = true, Example = "1%" },
            new("calibration", Quoted, "What labelled pairs of this workload say about similarity and right answers: a file that `optpolicy tune` writes, with a name that ends in `.calibration.json`.") { Example = "\"desk.calibration.json\"" },
            Ttl("6h"),
            Scope,
            new("guards", WordList(GuardNames), "Differences between two questions that rule a hit out, however similar they are.") { Default = $"[{string.Join(", ", GuardNames)}]", Example = "[numbers, negation, entities]" },
            new("doubts", Word("refuse", "serve"), "What happens when a guard cannot tell: `refuse`, unless `verify` confirms the hit; or `serve`, for traffic whose questions are long and seldom nearly alike.") { Default = "refuse", Example = "serve" },
            new("audit", Of(ValueType.Ratio), "The share of served hits that is also sent to a model and judged in the background. Costs a call each.") { Default = "0%", IsTunable = true, Example = "1%" },
            new("explore", Of(ValueType.Ratio), "The share of hits that a model answers instead, so that the cache learns whether they would have been right. Costs a call each.") { Default = "0%", IsTunable = true, Example = "1%" },
            new("promote", Of(ValueType.Ratio), "The least similarity from which on a near miss is put to `verify`'s judge in the background; when it confirms, the stored answer also becomes that of the new wording.") { IsTunable = true, Example = "0.8" },
            new("share_after", Of(ValueType.Count, low: 1, high: 1000), "How many different users must have asked before an answer is served to others.") { Default = "1", Example = "2" },
            new("store", Function(
                new("local", "A folder beside the app.") { Parameters = [new("folder", Quoted)] },
                new("redis", "A Redis server: a connection string, or the configuration key of one.") { Parameters = [new("connection", Quoted)] },
                new("postgres", "A PostgreSQL server with pgvector: a connection string, or the configuration key of one.") { Parameters = [new("connection", Quoted)] },
                new("collection", "A `VectorStoreCollection` that the host registers under this key.") { Parameters = [new("key", Quoted)] },
                new("langcache", "Redis LangCache: the configuration section with its address, cache id and API key.") { Parameters = [new("section", Quoted)] }), "Where entries are kept.") { Default = "local(\"cache\")", Example = "local(\"cache\")" },
            new("capacity", Of(ValueType.Count, low: 1, high: int.MaxValue), "The most entries; the least valuable leave first.") { Default = "100000", IsTunable = true, Example = "200000" },
            new("capacity_per_scope", Of(ValueType.Count, low: 1, high: int.MaxValue), "The most entries of one scope, so that one tenant cannot push out the others.") { Example = "5000" },
            new("tags", QuotedList, "Tags of every entry, for purging.") { Default = "[]", Example = "[\"faq\"]" },
            new("replay", Word("at_once", "paced"), "How a stored answer is streamed: `paced` like a model writes.") { Default = "at_once", Example = "paced" },
            new("seed", Of(ValueType.Count, high: uint.MaxValue), "Decides which requests explore and which hits are audited.") { Default = "1", Example = "7" },
        ],
        Body = BodyRule.Optional,
        IsSingle = true,
        Example = """
            cache semantic {
              threshold: 0.85 tunable 0.8..0.99
              max_false_hits: 1%
              verify with same_question when similarity < 0.95
              bypass when has_tools
            }
            """,
    };

    /// <summary>What <c>guards</c> may name, in the order in which documentation lists them.</summary>
    public static string[] GuardNames => ["numbers", "negation", "dates", "entities", "code", "person", "tense", "logic", "argument_order", "minimal_pair"];

    private static SettingSchema Embed(string use) =>
        new("embed", Reference(SymbolKinds.Embedder), use + "; the English sentence encoder that is part of this library when absent.") { Example = "minilm" };
}
