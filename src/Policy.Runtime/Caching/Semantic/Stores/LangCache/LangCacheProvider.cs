using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace OptPolicy;

/// <summary>Opens <c>langcache("section")</c>: address, cache and key from a section of the configuration.</summary>
internal sealed class LangCacheProvider : ISemanticStoreProvider
{
    public string Kind => "langcache";

    public ISemanticStore Open(SemanticStoreSettings settings, IServiceProvider? services)
    {
        var section = services?.GetService<IConfiguration>()?.GetSection(settings.Store.Argument);
        var (url, cache, key) = (section?["Url"], section?["CacheId"], section?["ApiKey"]);
        if (string.IsNullOrWhiteSpace(url) || string.IsNullOrWhiteSpace(cache) || string.IsNullOrWhiteSpace(key))
            throw new PolicyConfigurationException($"Policy '{settings.Policy}' keeps its semantic cache in langcache(\"{settings.Store.Argument}\"), but the configuration lacks {settings.Store.Argument}:Url, :CacheId or :ApiKey.");
        if (!Uri.TryCreate(url.TrimEnd('/') + "/", UriKind.Absolute, out var address) || address.Scheme is not ("https" or "http"))
            throw new PolicyConfigurationException($"Policy '{settings.Policy}', {settings.Store.Argument}:Url is not an http(s) address.");

        // One handler a store for as long as the client lives: connections are renewed so that a moved address is noticed.
        var http = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) }) { BaseAddress = new Uri(address, $"v1/caches/{Uri.EscapeDataString(cache)}/") };
        http.DefaultRequestHeaders.Authorization = new("Bearer", key);
        return new LangCacheStore(settings, http);
    }
}
