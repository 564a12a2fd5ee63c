using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace OptPolicy;

/// <summary>Registers PostgreSQL as a place for semantic caches.</summary>
public static class PostgresStoreExtensions
{
    /// <summary>
    /// Lets policies write <c>postgres("name")</c>. The name is that of a keyed <c>NpgsqlDataSource</c> or of a connection string in the app's
    /// configuration; a connection string itself is taken too.
    /// </summary>
    /// <param name="services">The app's services.</param>
    /// <param name="options">Limits; <see langword="null"/> for the defaults.</param>
    /// <returns><paramref name="services"/>.</returns>
    public static IServiceCollection AddOptPolicyPostgres(this IServiceCollection services, PostgresStoreOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ISemanticStoreProvider, PostgresStoreProvider>(_ => new PostgresStoreProvider(options ?? new PostgresStoreOptions())));
        return services;
    }
}
