using System.Collections.Immutable;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OptPolicy.Cli.Caching.Deciding;

namespace OptPolicy.Cli.Caching.Stored;

/// <summary>
/// Clients that say who they are and are never called: name, address and model of a service are part of where entries are. Keys need not be there.
/// </summary>
internal static class StandInModels
{
    private const string DefaultKeyName = "OPENAI_API_KEY";

    // The first use of a store connects, and somebody waits for the answer who asked for it: no request does.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Configuration is the environment, as hosts read it: <c>ConnectionStrings__Cache</c> is <c>ConnectionStrings:Cache</c>.</summary>
    public static ServiceProvider Services(CompiledPolicy policy)
    {
        var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (System.Collections.DictionaryEntry variable in Environment.GetEnvironmentVariables())
            values[((string)variable.Key).Replace("__", ":", StringComparison.Ordinal)] = (string?)variable.Value;
        foreach (var name in policy.Models.Select(static m => m.ApiKeyName ?? DefaultKeyName))
        {
            if (string.IsNullOrEmpty(values.GetValueOrDefault(name)))
                values[name] = "not needed";
        }

        return new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(values).Build())
            .AddOptPolicyPostgres(new PostgresStoreOptions { Timeout = Patience })
            .AddOptPolicyRedis(new RedisStoreOptions { Timeout = Patience })
            .BuildServiceProvider();
    }

    /// <summary>A client for each model. One that the app makes itself, or that this machine cannot open, is unknown here.</summary>
    public static ImmutableArray<IChatClient?> Of(CompiledPolicy policy, IServiceProvider services, PolicyChatClientOptions options) =>
        [.. policy.Models.Select(model => Make(policy, model, services, options))];

    private static IChatClient Make(CompiledPolicy policy, ModelInfo model, IServiceProvider services, PolicyChatClientOptions options)
    {
        try
        {
            return model.Provider is ModelProvider.Client ? new UncalledModel(model.Name) : ModelProviders.Create(policy.Name, model, services, options);
        }
        catch (PolicyConfigurationException)
        {
            return new UncalledModel(model.Name);
        }
    }
}
