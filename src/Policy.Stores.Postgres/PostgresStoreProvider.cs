using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace OptPolicy;

/// <summary>Opens semantic caches in PostgreSQL. Thread-safe.</summary>
/// <param name="options">Limits.</param>
public sealed class PostgresStoreProvider(PostgresStoreOptions options) : ISemanticStoreProvider
{
    /// <inheritdoc/>
    public string Kind => "postgres";

    /// <inheritdoc/>
    public ISemanticStore Open(SemanticStoreSettings settings, IServiceProvider? services)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var name = settings.Store.Argument;
        if ((services as IKeyedServiceProvider)?.GetKeyedService<NpgsqlDataSource>(name) is { } shared)
            return new PostgresSemanticStore(settings, shared, ownsSource: false, options);

        var connection = services?.GetService<IConfiguration>()?.GetConnectionString(name) ?? (name.Contains('=', StringComparison.Ordinal) ? name : null);
        return connection is null
            ? throw new PolicyConfigurationException($"Policy '{settings.Policy}' keeps its semantic cache in postgres(\"{name}\"), but there is neither a keyed NpgsqlDataSource nor a connection string of that name: set ConnectionStrings:{name}.")
            : new PostgresSemanticStore(settings, Source(settings.Policy, connection), ownsSource: true, options);
    }

    private static NpgsqlDataSource Source(string policy, string connection)
    {
        try
        {
            var builder = new NpgsqlSlimDataSourceBuilder(connection);
            builder.EnableArrays();
            builder.EnableTransportSecurity();
            return builder.Build();
        }
        catch (ArgumentException)
        {
            // The parser's message quotes what it could not read, and that may be a part of the password.
            throw new PolicyConfigurationException($"The connection string of the semantic cache of policy '{policy}' is not one of PostgreSQL's.");
        }
    }
}
