using System.CommandLine;
using OptPolicy.Cli.Commands;

namespace OptPolicy.Cli;

/// <summary>The <c>optpolicy</c> command line.</summary>
internal static class CommandLine
{
    /// <summary>Runs one command. Nothing that a user can do wrong ends in a stack trace.</summary>
    public static async Task<int> RunAsync(string[] args, CliEnvironment environment)
    {
        var output = new InvocationConfiguration { Output = environment.Out, Error = environment.Error, EnableDefaultExceptionHandler = false };
        try
        {
            var parsed = Create(environment).Parse(args);
            var code = await parsed.InvokeAsync(output);
            return parsed.Errors.Count > 0 ? ExitCode.Usage : code;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or OperationCanceledException)
        {
            environment.Error.WriteLine($"optpolicy: {e.Message}");
            return ExitCode.Usage;
        }
        finally
        {
            environment.Out.Flush();
            environment.Error.Flush();
        }
    }

    private static RootCommand Create(CliEnvironment environment) =>
        new("Checks, formats, repairs, tests and explains cost policies for LLM inference. Exit code: 0 ok, 1 findings, 2 usage.")
        {
            NewCommand.Create(environment),
            CheckCommand.Create(environment),
            FormatCommand.Create(environment),
            FixCommand.Create(environment),
            TestCommand.Create(environment),
            ExplainCommand.Create(environment),
            CostCommand.Create(environment),
            ReportCommand.Create(environment),
            GenerateCommand.Create(environment),
            BenchCommand.Create(environment),
            EvaluateCommand.Create(environment),
            AdviseCommand.Create(environment),
            ConvertCommand.Create(environment),
            IndexCommand.Create(environment),
            CompressCommand.Create(environment),
            DistillCommand.Create(environment),
            QuantizeCommand.Create(environment),
            InspectCommand.Create(environment),
            DocsCommand.Create(environment),
            CacheCommand.Create(environment),
            TrainCommand.Create(environment),
            TuneCommand.Create(environment),
            LspCommand.Create(environment),
        };
}
