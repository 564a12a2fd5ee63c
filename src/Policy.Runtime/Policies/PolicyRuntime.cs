using System.Collections.Immutable;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace OptPolicy;

/// <summary>Everything that the requests of one middleware share. Thread-safe after construction.</summary>
/// <remarks>Made without asking what opens the policy's store: commands look into policies whose server only the app knows.</remarks>
internal sealed class PolicyRuntime : IDisposable
{
    private readonly List<IDisposable> _owned = [];

    public PolicyRuntime(CompiledPolicy policy, IReadOnlyList<IChatClient?> models, PolicyChatClientOptions options, IServiceProvider? services)
    {
        Policy = policy;
        Options = options;
        Services = services;
        Time = options.TimeProvider;
        Ledger = options.Ledger ?? services?.GetService<IUsageLedger>();
        var loggers = options.LoggerFactory ?? services?.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance;
        Log = new(loggers.CreateLogger("OptPolicy." + policy.Name));
        Jitter = JitterOf(options.JitterSeed);
        try
        {
            Clients = MakeClients(models);
            Gates = ImmutableArray.CreateRange(policy.Models, model => ModelGate.Of(model, Time));
            ProviderNames = ImmutableArray.CreateRange(Clients, static c => c.GetService<ChatClientMetadata>()?.ProviderName);
            Budgets = new(policy.Name, options.Budgets ?? services?.GetService<IBudgetStore>() ?? new InMemoryBudgetStore(), Time, Log);
            Cache = new(this);
            Embedders = new(policy, services, Own);
            Intents = new(this);
            Retrieval = new(this);
            Semantic = new(this, Cache);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public CompiledPolicy Policy { get; }

    public PolicyChatClientOptions Options { get; }

    public IServiceProvider? Services { get; }

    public TimeProvider Time { get; }

    /// <summary>The client of each model, in slot order.</summary>
    public ImmutableArray<IChatClient> Clients { get; }

    /// <summary>Breaker and rates of each model, in slot order; <see langword="null"/> for a model without.</summary>
    public ImmutableArray<ModelGate?> Gates { get; }

    public ImmutableArray<string?> ProviderNames { get; }

    public BudgetGate Budgets { get; }

    public ExactCacheStage Cache { get; }

    public EmbedderHost Embedders { get; }

    public IntentStage Intents { get; }

    public RetrievalStage Retrieval { get; }

    public SemanticCacheStage Semantic { get; }

    /// <summary>Checks in the background what caches answered; <see langword="null"/> where requests have no pipeline.</summary>
    public BackgroundCalls? Background { get; set; }

    public IUsageLedger? Ledger { get; }

    public PolicyLog Log { get; }

    /// <summary>Random numbers from 0 to 1, for pauses between retries. Thread-safe.</summary>
    public Func<double> Jitter { get; }

    /// <summary>Hands over something to dispose with the middleware.</summary>
    public void Own(IDisposable resource)
    {
        lock (_owned) _owned.Add(resource);
    }

    public void Dispose()
    {
        lock (_owned)
        {
            // What was opened later may use what was opened before.
            for (var i = _owned.Count - 1; i >= 0; i--) _owned[i].Dispose();
            _owned.Clear();
        }
    }

    private ImmutableArray<IChatClient> MakeClients(IReadOnlyList<IChatClient?> supplied)
    {
        if (supplied.Count != Policy.Models.Length)
        {
            throw new PolicyConfigurationException($"Policy '{Policy.Name}' has {Policy.Models.Length} models but {supplied.Count} clients were passed. Pass one entry for each model, in order; null for those that the policy creates.");
        }

        var clients = ImmutableArray.CreateBuilder<IChatClient>(supplied.Count);
        for (var i = 0; i < supplied.Count; i++)
        {
            if (supplied[i] is { } client)
            {
                clients.Add(client);
                continue;
            }

            var made = ModelProviders.Create(Policy.Name, Policy.Models[i], Services, Options);
            Own(made);
            clients.Add(made);
        }

        return clients.MoveToImmutable();
    }

    private static Func<double> JitterOf(int? seed)
    {
        if (seed is not { } fixedSeed) return Random.Shared.NextDouble;
        var random = new Random(fixedSeed);
        var gate = new Lock();
        return () =>
        {
            lock (gate) return random.NextDouble();
        };
    }
}
