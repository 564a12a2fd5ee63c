using Microsoft.Extensions.DependencyInjection;
using OptPolicy.Cli.Caching.Deciding;
using OptPolicy.Hosting;
using OptPolicy.Language.Importing;

namespace OptPolicy.Cli.Caching.Stored;

/// <summary>What a running app has stored for a policy. A folder is found beside the policy file, or below the working directory.</summary>
internal sealed class StoredCache : IDisposable
{
    private readonly LoadedPolicies _loaded;

    private StoredCache(LoadedPolicies loaded, LoadedPolicy policy, string? folder)
    {
        (_loaded, Policy, Folder) = (loaded, policy.Policy, folder);
        Settings = Policy.SemanticCache!;
        Services = StandInModels.Services(Policy);
    }

    public CompiledPolicy Policy { get; }

    public SemanticCacheSettings Settings { get; }

    public ServiceProvider Services { get; }

    /// <summary>The folder of the policy's entries; <see langword="null"/> when they are on a server.</summary>
    public string? Folder { get; }

    /// <summary>Finds it.</summary>
    /// <param name="environment">Where the command runs.</param>
    /// <param name="file">The policy file.</param>
    /// <param name="policyName">Which policy, when the file has several.</param>
    /// <param name="folder">A folder instead of the one that the policy names.</param>
    /// <exception cref="CacheCommandException">The file has errors, or there is no such folder.</exception>
    public static StoredCache Open(CliEnvironment environment, string file, string? policyName, string? folder)
    {
        var (loaded, chosen) = OpenedCache.Load(environment, file, policyName, withCalibration: true);
        try
        {
            return new StoredCache(loaded, chosen, Find(environment, chosen, folder));
        }
        catch
        {
            loaded.Dispose();
            throw;
        }
    }

    /// <summary>Opens the store of another kind than a folder.</summary>
    public ISemanticStore OpenServer(int dimensions)
    {
        var provider = Services.GetServices<ISemanticStoreProvider>().FirstOrDefault(p => p.Kind == Settings.Store.Kind)
            ?? throw new CacheCommandException($"'{Settings.Store.Kind}' stores are the app's: use SemanticCacheOperations there");
        return provider.Open(new SemanticStoreSettings(Policy.Name, Settings.Store, dimensions, Settings.Capacity, Settings.CapacityPerScope, TimeProvider.System), Services);
    }

    public void Dispose()
    {
        Services.Dispose();
        _loaded.Dispose();
    }

    private static string? Find(CliEnvironment environment, LoadedPolicy chosen, string? folder)
    {
        var store = chosen.Policy.SemanticCache!.Store;
        if (folder is null && store.Kind is not "local")
            return null;

        string[] places = folder is not null
            ? [environment.Resolve(folder)]
            : [ImportPath.Resolve(chosen.Declaration.SemanticCache!.Span.Path, store.Argument), environment.Resolve(store.Argument)];
        return places.Select(place => LocalStoreFromOutside.Find(place, chosen.Policy.Name)).FirstOrDefault(static found => found is not null)
            ?? throw new CacheCommandException($"there are no entries of policy '{chosen.Policy.Name}' in '{folder ?? store.Argument}'; name the folder that the app uses with --store");
    }
}
