using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace OptPolicy;

/// <summary>Opens semantic caches in Redis. Thread-safe.</summary>
/// <param name="options">Limits.</param>
public sealed class RedisStoreProvider(RedisStoreOptions options) : ISemanticStoreProvider
{
    /// <inheritdoc/>
    public string Kind => "redis";

    /// <inheritdoc/>
    public ISemanticStore Open(SemanticStoreSettings settings, IServiceProvider? services)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var name = settings.Store.Argument;
        if ((services as IKeyedServiceProvider)?.GetKeyedService<IConnectionMultiplexer>(name) is { } shared)
            return new RedisSemanticStore(settings, new RedisConnection(shared), options);

        var configuration = services?.GetService<IConfiguration>();
        var written = configuration?.GetConnectionString(name) ?? configuration?[name] ?? (IsAddress(name) ? name : null);
        return written is null
            ? throw new PolicyConfigurationException($"Policy '{settings.Policy}' keeps its semantic cache in redis(\"{name}\"), but there is neither a keyed IConnectionMultiplexer nor a connection string of that name: set ConnectionStrings:{name}.")
            : new RedisSemanticStore(settings, new RedisConnection(Read(settings.Policy, written)), options);
    }

    // "Cache:Redis" is a configuration key; "cache:6379" is an address.
    private static bool IsAddress(string name) =>
        name.Contains(',', StringComparison.Ordinal) || name.Contains("://", StringComparison.Ordinal)
        || name.Contains('.', StringComparison.Ordinal) || name.LastIndexOf(':') is > 0 and var colon && ushort.TryParse(name.AsSpan(colon + 1), out _);

    private ConfigurationOptions Read(string policy, string connection)
    {
        try
        {
            var read = ConfigurationOptions.Parse(connection);
            read.AbortOnConnectFail = false;
            read.ClientName ??= "optpolicy";
            read.BacklogPolicy = BacklogPolicy.FailFast; // Requests do not queue behind a server that is away: that is a miss.
            read.AsyncTimeout = (int)options.Timeout.TotalMilliseconds;
            read.ReconnectRetryPolicy = new LinearRetry(500);
            return read;
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException)
        {
            // The parser's message quotes what it could not read, and that may be a part of the password.
            throw new PolicyConfigurationException($"The connection string of the semantic cache of policy '{policy}' is not one of Redis's.");
        }
    }
}
