using System.CommandLine;

namespace OptPolicy.Cli.Commands;

/// <summary><c>optpolicy cache</c>: what a semantic cache does, would do, and should forget.</summary>
internal static class CacheCommand
{
    public static Command Create(CliEnvironment environment) => new("cache", "Looks into, purges, evaluates and tunes the semantic cache of a policy.")
    {
        CacheEvalCommand.Create(environment),
        CacheExplainCommand.Create(environment),
        CachePurgeCommand.Create(environment),
        TuneCommand.Create(environment),
    };
}
