using OptPolicy.Kernels.Models;

namespace OptPolicy.Cli.LocalModels;

/// <summary>Runs a command on a local model: what is wrong with the model, or with the machine, is one line and no stack trace.</summary>
internal static class LocalModelCommand
{
    public static async Task<int> RunAsync(CliEnvironment environment, Func<Task<int>> command)
    {
        try
        {
            return await command();
        }
        catch (LocalModelException error)
        {
            return Fail(environment, error.Message);
        }
    }

    public static int Fail(CliEnvironment environment, string problem)
    {
        environment.Error.WriteLine($"optpolicy: {problem}");
        return ExitCode.Usage;
    }
}
