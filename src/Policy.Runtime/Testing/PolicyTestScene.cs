using Microsoft.Extensions.AI;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;

namespace OptPolicy.Testing;

/// <summary>Everything around one policy test: a cache, budgets, models and a clock of its own.</summary>
internal sealed class PolicyTestScene(CompiledPolicy policy, PolicyTestCase test, DateTimeOffset start) : IDisposable
{
    private readonly TestedPolicy _policy = new(policy, test.CachedPrompt is null ? null : SharedStore.Info);
    private readonly TestClock _clock = new(start);
    private readonly ServiceProvider _services = NewServices();
    private RequestFacts? _facts;

    /// <summary>Lets the request be answered and stored before the test begins; that costs the test's budgets nothing.</summary>
    public async Task AnswerBeforeAsync(CancellationToken cancellationToken)
    {
        using var client = Client(new LastTrace(), new InMemoryBudgetStore(), static _ => null);
        await SendAsync(client, test.CachedPrompt ?? test.Prompt, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends the request.</summary>
    /// <returns>What it went through, and the error it ended with, if any.</returns>
    public async Task<(DecisionTrace? Trace, Exception? Error)> AskAsync(CancellationToken cancellationToken)
    {
        var ledger = new LastTrace();
        using var client = Client(ledger, new PartlyUsedBudgets(policy, test.Budgets), model => test.Models.LastOrDefault(m => m.Model == model));
        try
        {
            await SendAsync(client, test.Prompt, cancellationToken).ConfigureAwait(false);
            return (ledger.Trace, null);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            return (ledger.Trace, error);
        }
    }

    private PolicyChatClient Client(IUsageLedger ledger, IBudgetStore budgets, Func<int, GivenModel?> script) => new(
        _policy,
        [.. policy.Models.Select(m => new ScriptedChatClient(m.Name, script(m.Index) ?? new GivenModel(m.Index, GivenBehavior.Answers), _clock, CountInput))],
        new PolicyChatClientOptions
        {
            Cache = _services.GetRequiredService<HybridCache>(),
            Budgets = budgets,
            Ledger = ledger,
            TimeProvider = _clock,
            JitterSeed = 0,
            Identify = (facts, _) =>
            {
                test.Pin?.Invoke(facts);
                _facts = facts;
            },
        },
        test.CachedPrompt is null ? null : _services);

    public void Dispose() => _services.Dispose();

    private async Task SendAsync(PolicyChatClient client, string prompt, CancellationToken cancellationToken)
    {
        var facts = new RequestFacts(Messages(prompt));
        test.Pin?.Invoke(facts);
        if (facts.Stream)
            await client.GetStreamingResponseAsync(Messages(prompt), cancellationToken: cancellationToken).ToChatResponseAsync(cancellationToken).ConfigureAwait(false);
        else
            await client.GetResponseAsync(Messages(prompt), cancellationToken: cancellationToken).ConfigureAwait(false);
    }

    private static List<ChatMessage> Messages(string prompt) => [new(ChatRole.User, prompt)];

    // A test that pins input.tokens means a request of that size, so its answers are also priced like one.
    private long CountInput(IReadOnlyList<ChatMessage> messages, ChatOptions? options) => _facts?.InputTokens ?? TokenEstimate.OfRequest(messages, options);

    private static ServiceProvider NewServices()
    {
        var services = new ServiceCollection();
        services.AddHybridCache();
        services.AddSingleton<ISemanticStoreProvider, SharedStore>();
        return services.BuildServiceProvider();
    }

    // What one client stores the next one finds.
    private sealed class SharedStore : ISemanticStoreProvider
    {
        private MemorySemanticStore? _store;

        public static SemanticStoreInfo Info { get; } = new("test", "");

        public string Kind => Info.Kind;

        public ISemanticStore Open(SemanticStoreSettings settings, IServiceProvider? services) => _store ??= new MemorySemanticStore(settings);
    }

    private sealed class LastTrace : IUsageLedger
    {
        public DecisionTrace? Trace { get; private set; }

        public void Append(in UsageEntry entry) => Trace = entry.Trace;
    }
}
