using OptPolicy.Cli.Sources;
using OptPolicy.Cli.Testing;
using OptPolicy.Hosting;
using OptPolicy.Language.Importing;
using OptPolicy.Language.LocalModels;

namespace OptPolicy.Cli.Caching.Deciding;

/// <summary>A policy's semantic cache with its own embedder and verifier, opened from its file. Its models are not called, but for one that verifies.</summary>
internal sealed class OpenedCache : IDisposable
{
    private readonly LoadedPolicies _loaded;

    private OpenedCache(LoadedPolicies loaded, LoadedPolicy policy, PolicyRuntime runtime, string path)
    {
        (_loaded, Loaded, Runtime, Path) = (loaded, policy, runtime, path);
        Settings = policy.Policy.SemanticCache!;
        Embedder = runtime.Embedders.Get(Settings.Embedder);
        Verifier = Settings.Verifier is { } verifier ? Verifiers.Open(runtime, verifier) : null;
    }

    public LoadedPolicy Loaded { get; }

    public PolicyRuntime Runtime { get; }

    /// <summary>The policy file.</summary>
    public string Path { get; }

    public string Name => Loaded.Declaration.Name;

    public SemanticCacheSettings Settings { get; }

    public IRequestEmbedder Embedder { get; }

    public IHitVerifier? Verifier { get; }

    /// <summary>Opens it.</summary>
    /// <param name="environment">Where the command runs.</param>
    /// <param name="file">The policy file.</param>
    /// <param name="policyName">Which policy, when the file has several.</param>
    /// <param name="withCalibration">Whether a calibration that the policy names is read; whoever writes it does not need it to be there.</param>
    /// <exception cref="CacheCommandException">The file has errors, or none of its policies has a semantic cache.</exception>
    /// <exception cref="PolicyConfigurationException">The embedder or verifier cannot be opened.</exception>
    public static OpenedCache Open(CliEnvironment environment, string file, string? policyName, bool withCalibration = true)
    {
        var (loaded, chosen) = Load(environment, file, policyName, withCalibration);
        PolicyRuntime? runtime = null;
        try
        {
            var judge = chosen.Policy.SemanticCache?.Verifier?.Model;
            runtime = new PolicyRuntime(chosen.Policy, [.. chosen.Policy.Models.Select(m => m.Index == judge ? null : new UncalledModel(m.Name))], new PolicyChatClientOptions(), services: null);
            return new OpenedCache(loaded, chosen, runtime, chosen.Declaration.SemanticCache!.Span.Path);
        }
        catch
        {
            runtime?.Dispose();
            loaded.Dispose();
            throw;
        }
    }

    /// <summary>Compiles the file and chooses its policy.</summary>
    public static (LoadedPolicies Loaded, LoadedPolicy Policy) Load(CliEnvironment environment, string file, string? policyName, bool withCalibration)
    {
        var loaded = Compile(environment, file, withCalibration);
        try
        {
            return (loaded, Choose(loaded, policyName));
        }
        catch
        {
            loaded.Dispose();
            throw;
        }
    }

    /// <summary>Compiles the file.</summary>
    /// <exception cref="CacheCommandException">It is not there, or has errors.</exception>
    public static LoadedPolicies Compile(CliEnvironment environment, string file, bool withCalibration)
    {
        var sources = SourceLoader.Load(environment, [file]);
        if (sources.Roots.IsEmpty)
            throw new CacheCommandException(sources.Problems.Length > 0 ? sources.Problems[0].Message : $"there is no policy file '{file}'");

        var files = ImportClosure.Load([sources.Roots[0]], sources.Find);
        var loaded = PolicyHost.Load(files, new PolicyHostOptions
        {
            Imported = [.. files.Skip(1).Select(static f => f.Path)],
            ProjectFolder = environment.WorkingDirectory + System.IO.Path.DirectorySeparatorChar,
            Folders = withCalibration ? environment.ModelFolders : UnknownModelFolders.Instance,
        });
        if (loaded.Diagnostics.FirstOrDefault(static d => d.Severity == Language.Diagnostics.DiagnosticSeverity.Error) is not { } error)
            return loaded;
        loaded.Dispose();
        throw new CacheCommandException($"{error.Location.Path}({error.Location.Start.Line}): {error.Code}: {error.Message}");
    }

    public void Dispose()
    {
        Runtime.Dispose();
        _loaded.Dispose();
    }

    private static LoadedPolicy Choose(LoadedPolicies loaded, string? name)
    {
        LoadedPolicy[] cached = [.. loaded.Policies.Where(p => p.Policy.SemanticCache is not null && (name is null || p.Declaration.Name == name))];
        return cached switch
        {
            [var only] => only,
            [] => throw new CacheCommandException(name is null ? "no policy of the file has a 'cache semantic'" : $"there is no policy '{name}' with a 'cache semantic' in the file"),
            _ => throw new CacheCommandException($"several policies of the file have a semantic cache; choose one with --policy: {string.Join(", ", cached.Select(static p => p.Declaration.Name))}"),
        };
    }
}

/// <summary>What a cache command cannot do, and why: one line for whoever ran it.</summary>
internal sealed class CacheCommandException(string message) : Exception(message);
