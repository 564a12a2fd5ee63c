using OptPolicy.Cli.Caching.Deciding;
using OptPolicy.Cli.Caching.Labels;
using OptPolicy.Cli.LocalModels;
using StackExchange.Redis;

namespace OptPolicy.Cli.Caching;

/// <summary>Runs a command on a semantic cache or a collection: whatever is wrong with its files, its embedder or its store is one line and no stack trace.</summary>
internal static class CacheCommandRun
{
    public static Task<int> RunAsync(CliEnvironment environment, Func<Task<int>> command) => LocalModelCommand.RunAsync(environment, async () =>
    {
        try
        {
            return await command();
        }
        catch (Exception error) when (error is CacheCommandException or PairFileException or PolicyConfigurationException or PolicyStorageException or TimeoutException or RedisException or System.Data.Common.DbException or System.ClientModel.ClientResultException or HttpRequestException)
        {
            // What follows in messages of Redis's client are counters of its insides.
            return LocalModelCommand.Fail(environment, error is RedisException ? error.Message.Split(", mc:")[0] : error.Message);
        }
    });
}
