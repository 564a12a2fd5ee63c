using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace OptPolicy;

/// <summary>Registers Redis as a place for semantic caches.</summary>
public static class RedisStoreExtensions
{
    /// <summary>
    /// Lets policies write <c>redis("name")</c>. The name is that of a keyed <c>IConnectionMultiplexer</c>, of a connection string in the app's
    /// configuration, or a configuration key; a connection string itself is taken too.
    /// </summary>
    /// <param name="services">The app's services.</param>
    /// <param name="options">Limits; <see langword="null"/> for the defaults.</param>
    /// <returns><paramref name="services"/>.</returns>
    public static IServiceCollection AddOptPolicyRedis(this IServiceCollection services, RedisStoreOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ISemanticStoreProvider, RedisStoreProvider>(_ => new RedisStoreProvider(options ?? new RedisStoreOptions())));
        return services;
    }
}
