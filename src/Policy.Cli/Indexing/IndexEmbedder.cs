using OptPolicy.Cli.Caching.Deciding;
using OptPolicy.Cli.Caching.Stored;
using OptPolicy.Hosting;
using OptPolicy.Kernels.Embedding;
using OptPolicy.Kernels.Tokenization;
using OptPolicy.Language.Importing;

namespace OptPolicy.Cli.Indexing;

/// <summary>What makes the vectors of a collection, and how long its texts may be.</summary>
/// <param name="Embedder">The embedder.</param>
/// <param name="CountTokens">Of a text; estimated where the embedder is a service.</param>
/// <param name="MostTokens">The most that it reads of a text; <see langword="null"/> where nobody here knows.</param>
/// <param name="AtOnce">How many texts it is given at the same time: a service answers several while one is on its way.</param>
/// <param name="Owned">What it needs open.</param>
internal sealed record IndexEmbedder(IRequestEmbedder Embedder, Func<string, int> CountTokens, int? MostTokens, int AtOnce, IReadOnlyList<IDisposable> Owned) : IDisposable
{
    private const int ServiceAtOnce = 8;

    /// <summary>The model folder.</summary>
    public static IndexEmbedder OfFolder(string folder)
    {
        var generator = OnnxEmbeddingGenerator.Open(folder);
        return OfLocal(new LocalEmbedder(generator), generator, [generator]);
    }

    /// <summary>The embedder with which a policy searches the collection.</summary>
    /// <param name="environment">Where the command runs.</param>
    /// <param name="file">The policy file.</param>
    /// <param name="collection">The collection's folder, to tell several <c>retrieve</c> blocks apart.</param>
    /// <exception cref="CacheCommandException">The file has errors, or does not retrieve from a folder.</exception>
    /// <exception cref="PolicyConfigurationException">The embedder cannot be opened.</exception>
    public static IndexEmbedder OfPolicy(CliEnvironment environment, string file, string collection)
    {
        var loaded = OpenedCache.Compile(environment, file, withCalibration: false);
        try
        {
            var (policy, retrieval) = Find(environment, loaded, collection);
            var services = StandInModels.Services(policy);
            var owned = new List<IDisposable> { loaded, services };
            var embedder = new EmbedderHost(policy, services, owned.Add).Get(retrieval.Embedder);
            return owned.OfType<OnnxEmbeddingGenerator>().FirstOrDefault() is { } generator
                ? OfLocal(embedder, generator, owned)
                : new IndexEmbedder(embedder, static text => (int)Math.Min(TokenEstimate.OfText(text), int.MaxValue), MostTokens: null, ServiceAtOnce, owned);
        }
        catch
        {
            loaded.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        for (var i = Owned.Count - 1; i >= 0; i--)
            Owned[i].Dispose();
    }

    private static IndexEmbedder OfLocal(IRequestEmbedder embedder, OnnxEmbeddingGenerator generator, IReadOnlyList<IDisposable> owned)
    {
        var tokenizer = (Tokenizer)generator.GetService(typeof(Tokenizer))!;
        return new IndexEmbedder(embedder, text => tokenizer.Encode(text).Length, generator.MaxTokens - tokenizer.Encode("", addSpecialTokens: true).Length, AtOnce: 1, owned);
    }

    private static (CompiledPolicy Policy, RetrievalSettings Retrieval) Find(CliEnvironment environment, LoadedPolicies loaded, string collection)
    {
        (LoadedPolicy Policy, RetrievalSettings Retrieval)[] local = [.. loaded.Policies.SelectMany(p => p.Policy.Retrievals.Where(static r => r.Source.Kind is "local").Select(r => (p, r)))];
        if (local.Length == 0)
            throw new CacheCommandException("no policy of the file has a 'retrieve from' with source: local(\"folder\")");
        var named = Array.FindAll(local, l => SameFolder(ImportPath.Resolve(l.Policy.Declaration.NameSpan.Path, l.Retrieval.Source.Argument)) || SameFolder(environment.Resolve(l.Retrieval.Source.Argument)));
        return named.Length > 0 ? (named[0].Policy.Policy, named[0].Retrieval)
            : local.Length == 1 ? (local[0].Policy.Policy, local[0].Retrieval)
            : throw new CacheCommandException($"several collections are retrieved from; --out names none of them: {string.Join(", ", local.Select(static l => l.Retrieval.Source.Argument))}");

        bool SameFolder(string folder) => string.Equals(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)), Path.TrimEndingDirectorySeparator(collection), StringComparison.Ordinal);
    }
}
