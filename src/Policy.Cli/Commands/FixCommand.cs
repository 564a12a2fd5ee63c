using System.Collections.Immutable;
using System.CommandLine;
using OptPolicy.Cli.Fixing;
using OptPolicy.Cli.Output;
using OptPolicy.Cli.Sources;
using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Text;

namespace OptPolicy.Cli.Commands;

/// <summary><c>optpolicy fix</c>: applies the compiler's fixes and says what it did.</summary>
internal static class FixCommand
{
    public static Command Create(CliEnvironment environment)
    {
        var files = CommonOptions.Files();
        var dryRun = new Option<bool>("--dry-run") { Description = "Say what would be done; change nothing." };
        var only = new Option<string[]>("--only") { Description = "Fix only these codes, for example --only OPT3001.", AllowMultipleArgumentsPerToken = true };
        var format = CommonOptions.Format(OutputFormat.Text, OutputFormat.Json, OutputFormat.Sarif, OutputFormat.GitHub);
        var command = new Command("fix", "Repairs policies with the fixes that 'check' offers, until none is left.") { files, dryRun, only, format };
        command.SetAction(parsed => Run(environment, parsed.GetValue(files) ?? [], parsed.GetValue(dryRun), parsed.GetValue(only) ?? [], parsed.GetValue(format)));
        return command;
    }

    private static int Run(CliEnvironment environment, string[] files, bool dryRun, string[] only, OutputFormat format)
    {
        var sources = SourceLoader.Load(environment, files);
        var roots = sources.Roots.Select(static r => r.Path).ToHashSet(StringComparer.Ordinal);
        var result = new PolicyFixer(d => only.Length == 0 || only.Contains(d.Code, StringComparer.OrdinalIgnoreCase), environment.ModelFolders).Run(sources.Files, roots.Contains);
        var problems = sources.Problems.ToBuilder();
        if (!dryRun)
        {
            WriteChanged(environment, sources, result, problems);
        }

        var now = sources with { Files = result.Files, Roots = [.. result.Files.Where(f => roots.Contains(f.Path))] };
        var remaining = new Findings([.. problems, .. result.Remaining], now);
        if (format == OutputFormat.Text)
        {
            // With - the repaired text is the output, and what was done goes to standard error.
            var input = result.Files.FirstOrDefault(f => IsInput(environment, f));
            var log = input is null ? environment : environment with { Out = environment.Error };
            environment.Out.Write(input?.Content ?? "");
            Describe(log, result, dryRun);
            remaining.Write(log, format);
        }
        else
        {
            remaining.Write(environment, format);
        }

        return remaining.ExitCode;
    }

    private static void Describe(CliEnvironment environment, FixResult result, bool dryRun)
    {
        foreach (var (diagnostic, fix) in result.Applied)
        {
            environment.Out.WriteLine($"{(dryRun ? "would fix" : "fixed")} {environment.Display(diagnostic.Path)}({diagnostic.Location.Start.Line},{diagnostic.Location.Start.Column}): {diagnostic.Code}: {fix.Title}");
        }
    }

    private static void WriteChanged(CliEnvironment environment, SourceSet sources, FixResult result, ImmutableArray<Diagnostic>.Builder problems)
    {
        foreach (var file in result.Files.Where(f => f.Content != sources.Find(f.Path)!.Content && !IsInput(environment, f)))
        {
            if (AtomicFile.TryWrite(file.Path, file.Content) is { } problem)
            {
                problems.Add(SourceReader.Problem(DiagnosticCatalog.FileUnwritable, file.Path, problem));
            }
        }
    }

    private static bool IsInput(CliEnvironment environment, PolicyText file) => file.Path == environment.Resolve(SourceLoader.InputName);
}
