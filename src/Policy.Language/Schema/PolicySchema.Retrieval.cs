using OptPolicy.Language.Semantics;
using static OptPolicy.Language.Schema.ValueShape;
using ValueType = OptPolicy.Language.Semantics.ValueType;

namespace OptPolicy.Language.Schema;

public static partial class PolicySchema
{
    private static StatementSchema[] EmbeddingStatements() =>
    [
        new("embedder", File, "A model that turns text into vectors, for semantic caching and retrieval.")
        {
            Phrases = [Phrase("embedder", "The embedder's name.", Operand("name", NewName))],
            Settings =
            [
                new("provider", Function(
                    Onnx,
                    OpenAI,
                    new("client", "Supplied by the host app: an `IEmbeddingGenerator<string, Embedding<float>>`.")), "Where the embedder runs; the English sentence encoder that is part of this library when absent.") { Example = "onnx(\"models/embedder\")" },
                new("endpoint", Quoted, "For `openai`: the base address of the server; the provider's own when absent.") { Example = "\"https://llm.example.com/v1\"" },
                ApiKey,
                new("dimensions", Of(ValueType.Count, low: 1, high: 65536), "The length of its vectors; read from the model when absent.") { Example = "384" },
            ],
            Body = BodyRule.Required,
            Example = """
                embedder minilm {
                  provider: onnx("models/embedder")
                }
                """,
        },
        new("verifier", File, "A small model that judges whether two questions ask the same; it runs in-process and costs nothing per call.")
        {
            Phrases = [Phrase("verifier", "The verifier's name.", Operand("name", NewName))],
            Settings =
            [
                new("provider", Function(Onnx), "The folder of a cross-encoder; the one that is part of this library when absent.") { Example = "onnx(\"models/verifier\")" },
                new("least", Of(ValueType.Ratio), "The least probability of \"same question\" at which it confirms.") { Default = "90%", Example = "80%" },
            ],
            Body = BodyRule.Required,
            Example = """
                verifier same_question {
                  least: 80%
                }
                """,
        },
    ];

    private static StatementSchema[] RetrievalStatements() =>
    [
        new("retrieve", "policy", "Adds passages from a collection to the prompt.")
        {
            Phrases =
            [
                Phrase("retrieve", "Turns retrieval on."),
                Phrase("from", "The collection.", Operand("collection", NewName)),
            ],
            Settings =
            [
                new("source", Function(
                    new("local", "A folder that `optpolicy index` made.") { Parameters = [new("folder", Quoted)] },
                    new("collection", "A `VectorStoreCollection` that the host registers under this key.") { Parameters = [new("key", Quoted)] }), "Where the collection is; one that the host registers under its name when absent.") { Example = "local(\"handbook.index\")" },
                Embed("The embedder that made the collection's vectors"),
                new("search", Word("hybrid", "vector", "keywords"), "What finds passages: `vector`, what they mean; `keywords`, the words they share with the question; `hybrid`, both. When absent `hybrid` for a folder that `optpolicy index` made, else `vector`.") { Example = "hybrid" },
                new("top", Of(ValueType.Count, low: 1, high: 1000), "The most passages.") { Default = "5", Example = "6" },
                new("min_score", Of(ValueType.Ratio), "The least similarity of a passage; where words are looked at, the share of the question's words that it says is enough.") { Default = "0", Example = "0.35", IsTunable = true },
                new("budget", Of(ValueType.Tokens, low: 1), "The most tokens of all passages.") { Example = "1500tok" },
            ],
            Body = BodyRule.Required,
            Example = """
                retrieve from handbook {
                  source: local("handbook.index")
                  search: hybrid
                  top: 6
                  min_score: 0.35
                  budget: 1500tok
                  when intent != smalltalk
                }
                """,
        },
        new("when", "retrieve", "Limits retrieval to requests for which this holds.")
        {
            Phrases = [Phrase("when", "The condition.", Operand("condition", Condition(FactSubject.Request)))],
            IsSingle = true,
            Example = "when intent != smalltalk",
        },
    ];
}
