using Microsoft.Extensions.DependencyInjection;

namespace OptPolicy;

/// <summary>What a policy's semantic cache works with.</summary>
internal sealed class SemanticServices
{
    private SemanticServices(PolicyRuntime runtime, IRequestEmbedder embedder, ISemanticStore store, IHitVerifier? verifier)
    {
        Embedder = embedder;
        Store = store;
        Verifier = verifier;
        Scopes = new ScopeLearningTable(store, embedder.Fingerprint, (operation, exception) => runtime.Cache.Store.Failed(operation, exception));
        Learner = new SemanticLearner(runtime, this);
    }

    public IRequestEmbedder Embedder { get; }

    public ISemanticStore Store { get; }

    /// <summary>The verifier where it is no model: that costs nothing and belongs to no request.</summary>
    public IHitVerifier? Verifier { get; }

    public ScopeLearningTable Scopes { get; }

    public SemanticLearner Learner { get; }

    /// <exception cref="PolicyConfigurationException">The embedder, store or verifier cannot be opened.</exception>
    public static SemanticServices Open(PolicyRuntime runtime)
    {
        var settings = runtime.Policy.SemanticCache ?? throw new InvalidOperationException($"Policy '{runtime.Policy.Name}' has no semantic cache.");
        var embedder = runtime.Embedders.Get(settings.Embedder);
        var services = new SemanticServices(runtime, embedder, OpenStore(runtime, settings, embedder), settings.Verifier is { Model: null } verifier ? Verifiers.Open(runtime, verifier) : null);
        runtime.Own(services.Learner);
        return services;
    }

    /// <exception cref="PolicyConfigurationException">Nothing in the app opens the policy's kind of store.</exception>
    public static void Check(CompiledPolicy policy, PolicyChatClientOptions options, IServiceProvider? services)
    {
        if (options.SemanticStore is null && policy.SemanticCache is { } settings)
            Provider(policy, settings, services);
    }

    private static ISemanticStore OpenStore(PolicyRuntime runtime, SemanticCacheSettings settings, IRequestEmbedder embedder)
    {
        if (runtime.Options.SemanticStore is { } given)
            return given;

        var asked = new SemanticStoreSettings(runtime.Policy.Name, settings.Store, embedder.Dimensions, settings.Capacity, settings.CapacityPerScope, runtime.Time);
        var store = Provider(runtime.Policy, settings, runtime.Services).Open(asked, runtime.Services);
        runtime.Own(new OwnedStore(store));
        return store;
    }

    private static ISemanticStoreProvider Provider(CompiledPolicy policy, SemanticCacheSettings settings, IServiceProvider? services) =>
        (services?.GetServices<ISemanticStoreProvider>() ?? []).Concat(SemanticStoreProviders.BuiltIn).FirstOrDefault(p => string.Equals(p.Kind, settings.Store.Kind, StringComparison.Ordinal))
        ?? throw new PolicyConfigurationException(
            $"Policy '{policy.Name}', setting 'store': nothing in this app opens a store of kind '{settings.Store.Kind}'. {Remedy(settings.Store.Kind)}");

    private static string Remedy(string kind) => kind switch
    {
        "redis" => "Add the package OptPolicy.Stores.Redis and call services.AddOptPolicyRedis().",
        "postgres" => "Add the package OptPolicy.Stores.Postgres and call services.AddOptPolicyPostgres().",
        _ => "Register the ISemanticStoreProvider that opens it.",
    };

    private sealed class OwnedStore(ISemanticStore store) : IDisposable
    {
        public void Dispose() => store.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }
}
