using Microsoft.Extensions.AI;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;

namespace OptPolicy.Testing;

/// <summary>Everything around one policy test: a cache, budgets, models and a clock of its own.</summary>
internal sealed class PolicyTestScene(CompiledPolicy policy, PolicyTestCase test, DateTimeOffset start) : IDisposable
{
    private readonly TestedPolicy _policy = new(policy);
    private readonly TestClock _clock = new(start);
    private readonly ServiceProvider _services = NewServices();
    private RequestFacts? _facts;

    /// <summary>Lets the request be answered and stored before the test begins; that costs the test's budgets nothing.</summary>
    public async Task AnswerBeforeAsync(CancellationToken cancellationToken)
    {
        using var client = Client(new LastTrace(), new InMemoryBudgetStore(), static _ => null);
        await SendAsync(client, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends the request.</summary>
    /// <returns>What it went through, and the error it ended with, if any.</returns>
    public async Task<(DecisionTrace? Trace, Exception? Error)> AskAsync(CancellationToken cancellationToken)
    {
        var ledger = new LastTrace();
        using var client = Client(ledger, new PartlyUsedBudgets(policy, test.Budgets), model => test.Models.LastOrDefault(m => m.Model == model));
        try
        {
            await SendAsync(client, cancellationToken).ConfigureAwait(false);
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
        });

    public void Dispose() => _services.Dispose();

    private async Task SendAsync(PolicyChatClient client, CancellationToken cancellationToken)
    {
        var facts = new RequestFacts(Messages());
        test.Pin?.Invoke(facts);
        if (facts.Stream)
            await client.GetStreamingResponseAsync(Messages(), cancellationToken: cancellationToken).ToChatResponseAsync(cancellationToken).ConfigureAwait(false);
        else
            await client.GetResponseAsync(Messages(), cancellationToken: cancellationToken).ConfigureAwait(false);
    }

    private List<ChatMessage> Messages() => [new(ChatRole.User, test.Prompt)];

    // A test that pins input.tokens means a request of that size, so its answers are also priced like one.
    private long CountInput(IReadOnlyList<ChatMessage> messages, ChatOptions? options) => _facts?.InputTokens ?? TokenEstimate.OfRequest(messages, options);

    private static ServiceProvider NewServices()
    {
        var services = new ServiceCollection();
        services.AddHybridCache();
        return services.BuildServiceProvider();
    }

    private sealed class LastTrace : IUsageLedger
    {
        public DecisionTrace? Trace { get; private set; }

        public void Append(in UsageEntry entry) => Trace = entry.Trace;
    }
}
