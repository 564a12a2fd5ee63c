using System.CommandLine;
using OptPolicy.Cli.Output;
using OptPolicy.Cli.Sources;
using OptPolicy.Language;

namespace OptPolicy.Cli.Commands;

/// <summary><c>optpolicy check</c>: every mistake of every file in one run.</summary>
internal static class CheckCommand
{
    public static Command Create(CliEnvironment environment)
    {
        var files = CommonOptions.Files();
        var format = CommonOptions.Format(OutputFormat.Text, OutputFormat.Json, OutputFormat.Sarif, OutputFormat.GitHub);
        var command = new Command("check", "Checks policies: syntax, names, units, logic, cost bounds.") { files, format };
        command.SetAction(parsed => Run(environment, parsed.GetValue(files) ?? [], parsed.GetValue(format)));
        return command;
    }

    private static int Run(CliEnvironment environment, string[] files, OutputFormat format)
    {
        var findings = Check(environment, SourceLoader.Load(environment, files));
        findings.Write(environment, format);
        return findings.ExitCode;
    }

    public static Findings Check(CliEnvironment environment, SourceSet sources)
    {
        var compilation = PolicyCompiler.Compile(sources.Files, environment.ModelFolders);
        return new Findings([.. sources.Problems, .. compilation.Diagnostics], sources);
    }
}
