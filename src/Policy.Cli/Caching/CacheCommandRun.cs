using OptPolicy.Cli.Caching.Deciding;
using OptPolicy.Cli.Caching.Labels;
using OptPolicy.Cli.LocalModels;

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
        catch (Exception error) when (error is CacheCommandException or PairFileException or PolicyConfigurationException or PolicyStorageException or TimeoutException or System.Data.Common.DbException or System.ClientModel.ClientResultException or HttpRequestException)
        {
            return LocalModelCommand.Fail(environment, error.Message);
        }
    });
}
