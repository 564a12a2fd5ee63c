using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace OptPolicy;

/// <summary>Registers durable storage that every policy of an app finds by itself.</summary>
public static class PolicyStorageExtensions
{
    /// <summary>Keeps a line per request in a SQLite file, for reports. A ledger that is already registered stays.</summary>
    /// <param name="services">The app's services.</param>
    /// <param name="path">The file; it may also hold the budgets.</param>
    public static IServiceCollection AddOptPolicyLedger(this IServiceCollection services, string path = SqliteUsageLedger.DefaultPath)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(path);
        services.TryAddSingleton<IUsageLedger>(provider => new SqliteUsageLedger(path, logger: provider.GetService<ILogger<SqliteUsageLedger>>()));
        return services;
    }

    /// <summary>Counts budgets in a SQLite file, so that they survive restarts and several processes share them. A store that is already registered stays.</summary>
    /// <param name="services">The app's services.</param>
    /// <param name="path">The file; it may also hold the ledger.</param>
    /// <param name="options">Durability and behaviour in trouble.</param>
    public static IServiceCollection AddOptPolicyBudgets(this IServiceCollection services, string path = SqliteUsageLedger.DefaultPath, SqliteBudgetStoreOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(path);
        services.TryAddSingleton<IBudgetStore>(_ => new SqliteBudgetStore(path, options));
        return services;
    }
}
