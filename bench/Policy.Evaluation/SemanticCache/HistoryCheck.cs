using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using OptPolicy.Evaluation.Reporting;
using OptPolicy.Kernels.Embedding;

namespace OptPolicy.Evaluation.SemanticCache;

/// <summary>
/// Conversations of TREC CAsT through the whole middleware: the same last words under another conversation must not be answered from the cache,
/// and the same words under the same one must.
/// </summary>
internal static class HistoryCheck
{
    private const double LooseThreshold = 0.6;

    public static async Task<IReadOnlyList<EvaluationRow>> RunAsync(IReadOnlyList<string> files, string embedder, int conversationsMax)
    {
        using var model = new EchoingClient();
        var policy = new ConversationPolicy(embedder);
        await using var store = new MemorySemanticStore(new SemanticStoreSettings(policy.Name, new("memory", ""), EncoderDimensions(embedder), 1_000_000, CapacityPerScope: null, TimeProvider.System));
        using var client = new PolicyChatClient(policy, [model], new PolicyChatClientOptions { SemanticStore = store });

        var conversations = files.SelectMany(Conversations).Take(conversationsMax).ToArray();
        var (across, own, asked) = (0, 0, 0);

        // Every conversation's last words are asked under every other one's history, with the turn that they came from already cached.
        foreach (var turns in conversations)
        {
            for (var i = 1; i < turns.Length; i++)
                await client.GetResponseAsync(History(turns, i));
        }

        for (var c = 0; c < conversations.Length; c++)
        {
            var turns = conversations[c];
            var other = conversations[(c + 1) % conversations.Length];
            for (var i = 1; i < turns.Length; i++)
            {
                asked++;
                own += IsHit(await client.GetResponseAsync(History(turns, i))) ? 1 : 0;
                if (other.Length > 1)
                    across += await IsAnotherHistorysAsync([.. History(other, Math.Min(i, other.Length - 1))[..^1], new ChatMessage(ChatRole.User, turns[i])]) ? 1 : 0;
            }
        }

        // Near words under the same history may be answered alike; what was answered under another history may not.
        async Task<bool> IsAnotherHistorysAsync(ChatMessage[] messages)
        {
            var response = await client.GetResponseAsync(messages);
            return IsHit(response) && !response.Text.StartsWith(EchoingClient.HistoryOf(messages), StringComparison.Ordinal);
        }

        var note = $"{conversations.Length} conversations, loose threshold {LooseThreshold}";
        return
        [
            new EvaluationRow("cast", "hits_across_histories", across, across, across, asked, note),
            new EvaluationRow("cast", "own_hits", own, own, own, asked, note + "; the same turn asked again"),
        ];
    }

    private static int EncoderDimensions(string folder)
    {
        using var generator = OnnxEmbeddingGenerator.Open(folder, new OnnxEmbeddingOptions { Threads = 1 });
        return generator.Dimensions;
    }

    private static bool IsHit(ChatResponse response) => response.GetDecisionTrace()!.Cache == "semantic";

    private static ChatMessage[] History(string[] turns, int last) =>
    [
        .. turns.Take(last).SelectMany(t => (ChatMessage[])[new(ChatRole.User, t), new(ChatRole.Assistant, $"An answer to: {t}")]),
        new(ChatRole.User, turns[last]),
    ];

    private static IEnumerable<string[]> Conversations(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(file));
        foreach (var topic in document.RootElement.EnumerateArray())
            yield return [.. topic.GetProperty("turn").EnumerateArray().Select(static t => t.GetProperty("raw_utterance").GetString()!)];
    }

    private sealed class EchoingClient : IChatClient
    {
        /// <summary>Tells conversations apart in what is answered under them.</summary>
        public static string HistoryOf(ChatMessage[] messages) =>
            Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', messages[..^1].Select(static m => m.Text)))));

        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, $"{HistoryOf([.. messages])} {messages.Last().Text}")) { FinishReason = ChatFinishReason.Stop });

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }

    private sealed class ConversationPolicy(string embedder) : CompiledPolicy
    {
        public override string Name => "conversations";

        public override string Hash => "conversations";

        public override ImmutableArray<ModelInfo> Models { get; } = [new ModelInfo(0, "echo", ModelProvider.Client) { ContextTokens = 1_000_000, MaxOutputTokens = 1_000 }];

        public override ImmutableArray<RuleInfo> Rules { get; } = [new(0, "otherwise", 0, Condition: null, "", 1)];

        public override ImmutableArray<PlanInfo> Plans { get; } = [new(0, "echo", IsCascade: false, [0])];

        public override int BaselineModel => 0;

        public override ImmutableArray<EmbedderInfo> Embedders { get; } = [new("sentences", EmbedderSource.Onnx, embedder)];

        public override SemanticCacheSettings? SemanticCache { get; } = new(0, LooseThreshold, TimeSpan.FromDays(1), ["tenant"], new("memory", ""));

        public override RouteDecision Route(RequestFacts request) => new(0, 0);
    }
}
