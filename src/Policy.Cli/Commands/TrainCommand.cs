using System.CommandLine;
using System.Diagnostics;

namespace OptPolicy.Cli.Commands;

/// <summary><c>optpolicy train</c>: hands over to the training tool, which is a program of its own because it brings libtorch. Intents need none, and are trained here.</summary>
internal static class TrainCommand
{
    private const string Tool = "optpolicy-train";

    public static Command Create(CliEnvironment environment)
    {
        var command = new Command("train", $"Trains small local models: the arguments go to the tool {Tool} (see {Tool} --help).") { TreatUnmatchedTokensAsErrors = false };
        command.Subcommands.Add(TrainIntentsCommand.Create(environment));
        command.SetAction((parsed, cancellation) => RunAsync(environment, parsed.UnmatchedTokens, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(CliEnvironment environment, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var name = OperatingSystem.IsWindows() ? Tool + ".exe" : Tool;
        if (environment.ToolFolders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists) is not { } path)
        {
            environment.Error.WriteLine(
                $"optpolicy train: the tool {Tool} is neither beside optpolicy nor on PATH. It is built from a clone of the project: dotnet build -c Release src/Policy.Compression.Tool");
            return ExitCode.Usage;
        }

        // The child shares the terminal: it hears Ctrl+C itself, leaves a checkpoint and ends.
        using var process = Process.Start(new ProcessStartInfo(path, arguments) { WorkingDirectory = environment.WorkingDirectory })!;
        await process.WaitForExitAsync(CancellationToken.None);
        cancellationToken.ThrowIfCancellationRequested();
        return process.ExitCode;
    }
}
