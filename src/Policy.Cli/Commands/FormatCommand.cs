using System.Collections.Immutable;
using System.CommandLine;
using OptPolicy.Cli.Output;
using OptPolicy.Cli.Sources;
using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Formatting;
using OptPolicy.Language.Text;

namespace OptPolicy.Cli.Commands;

/// <summary><c>optpolicy fmt</c>: one layout for everybody; files with syntax errors are left alone.</summary>
internal static class FormatCommand
{
    public static Command Create(CliEnvironment environment)
    {
        var files = CommonOptions.Files();
        var check = new Option<bool>("--check") { Description = "Change nothing; exit 1 when a file is not in canonical layout." };
        var format = CommonOptions.Format(OutputFormat.Text, OutputFormat.Json, OutputFormat.Sarif, OutputFormat.GitHub);
        var command = new Command("fmt", "Formats policies. No options: there is one layout.") { files, check, format };
        command.SetAction(parsed => Run(environment, parsed.GetValue(files) ?? [], parsed.GetValue(check), parsed.GetValue(format)));
        return command;
    }

    private static int Run(CliEnvironment environment, string[] files, bool check, OutputFormat format)
    {
        var sources = SourceLoader.LoadWithoutImports(environment, files);
        var problems = sources.Problems.ToBuilder();
        var changed = new List<PolicyText>();
        foreach (var source in sources.Roots)
        {
            var result = PolicyFormatter.Format(source);
            if (result.Text is not { } formatted)
            {
                problems.AddRange(result.Diagnostics);
            }
            else if (!check && IsInput(environment, source))
            {
                environment.Out.Write(formatted);
            }
            else if (formatted == source.Content)
            {
                continue;
            }
            else if (!check && AtomicFile.TryWrite(source.Path, formatted) is { } problem)
            {
                problems.Add(SourceReader.Problem(DiagnosticCatalog.FileUnwritable, source.Path, problem));
            }
            else
            {
                changed.Add(source);
            }
        }

        return Report(environment, sources, problems.ToImmutable(), changed, check, format);
    }

    private static bool IsInput(CliEnvironment environment, PolicyText source) => source.Path == environment.Resolve(SourceLoader.InputName);

    private static int Report(CliEnvironment environment, SourceSet sources, ImmutableArray<Diagnostic> problems, List<PolicyText> changed, bool check, OutputFormat format)
    {
        // With --check a file out of layout is a finding like any other, so that every output format can carry it.
        var misformatted = check ? changed.Select(static text => SourceReader.Problem(DiagnosticCatalog.NotFormatted, text.Path, "")) : [];
        var findings = new Findings([.. problems, .. misformatted], sources);
        var readsInput = sources.Roots.Any(text => IsInput(environment, text));
        if (format != OutputFormat.Text)
        {
            findings.Write(environment, format);
        }
        else if (readsInput && !check)
        {
            // Standard output is the formatted text.
            findings.Write(environment with { Out = environment.Error }, format);
        }
        else
        {
            foreach (var text in check ? [] : changed)
            {
                environment.Out.WriteLine($"formatted {environment.Display(text.Path)}");
            }

            findings.Write(environment, format);
        }

        return findings.ExitCode;
    }
}
