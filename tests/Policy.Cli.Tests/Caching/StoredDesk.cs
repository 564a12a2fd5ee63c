using Microsoft.Extensions.AI;
using OptPolicy.Cli.Caching.Deciding;
using OptPolicy.Cli.Tests.Running;

namespace OptPolicy.Cli.Tests.Caching;

/// <summary>An app that runs the policy of a bench and keeps its answers in the bench's folder.</summary>
internal sealed class StoredDesk : IDisposable
{
    private readonly OptPolicy.Hosting.LoadedPolicies _loaded;
    private readonly PolicyChatClient _client;
    private readonly LocalSemanticStore _store;

    public StoredDesk(Workbench bench)
    {
        using var silent = new StringWriter();
        (_loaded, var policy) = OpenedCache.Load(new CliEnvironment(silent, silent, () => Stream.Null, bench.Folder), "desk.optpolicy", policyName: null, withCalibration: true);
        var settings = policy.Policy.SemanticCache!;
        var options = new PolicyChatClientOptions();
        using (var runtime = new PolicyRuntime(policy.Policy, [new AnsweringModel()], new PolicyChatClientOptions(), services: null))
            options.SemanticStore = _store = LocalSemanticStore.Open(new SemanticStoreSettings(policy.Policy.Name, new SemanticStoreInfo("local", Path.Combine(bench.Folder, "cache")), runtime.Embedders.Get(settings.Embedder).Dimensions, settings.Capacity, settings.CapacityPerScope, TimeProvider.System));
        _client = new PolicyChatClient(policy.Policy, [new AnsweringModel()], options);
    }

    /// <summary>Asks, and says what the caches did and which entry was served.</summary>
    public async Task<(string Cache, string? Entry)> AskAsync(string question, string tenant = "")
    {
        var response = await _client.GetResponseAsync([new ChatMessage(ChatRole.User, question)], new ChatOptions().WithTenant(tenant), TestContext.Current.CancellationToken);
        var hit = response.AdditionalProperties?.GetValueOrDefault(SemanticHit.PropertyName) as SemanticHit;
        return (response.GetDecisionTrace()!.Cache, hit?.EntryId);
    }

    public void Dispose()
    {
        _client.Dispose();
        _store.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _loaded.Dispose();
    }

    private sealed class AnsweringModel : IChatClient
    {
        private int _answers;

        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, $"answer {Interlocked.Increment(ref _answers)}")) { FinishReason = ChatFinishReason.Stop });

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
