using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;

namespace OptPolicy.Runtime.Tests.Pipeline;

/// <summary>A policy with fake models, a clock that only tests move, and everything recorded.</summary>
internal sealed class Desk : IDisposable
{
    private readonly List<ChatResponseUpdate> _updates = [];

    public Desk(HandPolicy policy, params FakeModel[] models)
        : this(policy, static _ => { }, models)
    {
    }

    public Desk(HandPolicy policy, Action<PolicyChatClientOptions> configure, params FakeModel[] models)
        : this(policy, configure, services: null, models)
    {
    }

    public Desk(HandPolicy policy, Action<PolicyChatClientOptions> configure, IServiceProvider? services, params FakeModel[] models)
    {
        Policy = policy;
        Models = models;
        Options = new() { TimeProvider = Clock, Ledger = Ledger, Budgets = Budgets, JitterSeed = 7 };
        configure(Options);
        Client = new PolicyChatClient(policy, models, Options, services);
    }

    public HandPolicy Policy { get; }

    public FakeModel[] Models { get; }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 3, 14, 12, 0, 0, TimeSpan.Zero));

    public InMemoryBudgetStore Budgets { get; } = new();

    public RecordingLedger Ledger { get; } = new();

    public PolicyChatClientOptions Options { get; }

    public IChatClient Client { get; }

    /// <summary>Every update of every stream.</summary>
    public IReadOnlyList<ChatResponseUpdate> Updates => _updates;

    /// <summary>The one line that the ledger must hold.</summary>
    public DecisionTrace Trace => Assert.Single(Ledger.Entries).Trace;

    public static FakeModel[] Make(params FakeModel[] models) => models;

    public static ChatMessage[] Prompt(string text) => [new(ChatRole.User, text)];

    public Task<ChatResponse> AskAsync(string text = "hello", ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        Client.GetResponseAsync(Prompt(text), options, cancellationToken);

    /// <summary>Asks with or without streaming; tests of behaviour that both share run twice.</summary>
    public async Task<ChatResponse> AskAsync(bool streaming, string text = "hello", ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (!streaming) return await AskAsync(text, options, cancellationToken);
        var mine = new List<ChatResponseUpdate>();
        await foreach (var update in Client.GetStreamingResponseAsync(Prompt(text), options, cancellationToken))
        {
            mine.Add(update);
            lock (_updates) _updates.Add(update);
        }

        return mine.ToChatResponse();
    }

    /// <summary>
    /// Moves the clock in steps until a call ends, and lets the call proceed between them. On a busy machine it may proceed less
    /// than it could, so that waits last longer by the clock, never shorter.
    /// </summary>
    public async Task<T> WithClock<T>(Task<T> call, TimeSpan step)
    {
        const int Turns = 50;
        while (!call.IsCompleted)
        {
            for (var turn = 0; turn < Turns && !call.IsCompleted; turn++) await Task.Yield();
            Clock.Advance(step);
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        }

        return await call;
    }

    public void Dispose() => Client.Dispose();
}

/// <summary>Keeps every line.</summary>
internal sealed class RecordingLedger : IUsageLedger
{
    private readonly Lock _gate = new();
    private readonly List<UsageEntry> _entries = [];

    public IReadOnlyList<UsageEntry> Entries
    {
        get
        {
            lock (_gate) return [.. _entries];
        }
    }

    public void Append(in UsageEntry entry)
    {
        lock (_gate) _entries.Add(entry);
    }
}
