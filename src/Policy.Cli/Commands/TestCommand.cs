using System.Collections.Immutable;
using System.CommandLine;
using OptPolicy.Cli.Output;
using OptPolicy.Cli.Sources;
using OptPolicy.Cli.Testing;
using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Text;

namespace OptPolicy.Cli.Commands;

/// <summary><c>optpolicy test</c>: the <c>test</c> blocks of policies, offline.</summary>
internal static class TestCommand
{
    public static Command Create(CliEnvironment environment)
    {
        var files = CommonOptions.Files();
        var filter = new Option<string?>("--filter") { Description = "Run only tests whose name contains this." };
        var format = CommonOptions.Format(OutputFormat.Text, OutputFormat.Json, OutputFormat.Sarif, OutputFormat.GitHub);
        var command = new Command("test", "Runs the tests in policies: offline, models scripted, no time passes.") { files, filter, format };
        command.SetAction((parsed, cancellation) => RunAsync(environment, parsed.GetValue(files) ?? [], parsed.GetValue(filter) ?? "", parsed.GetValue(format), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(CliEnvironment environment, string[] files, string filter, OutputFormat format, CancellationToken cancellationToken)
    {
        var sources = SourceLoader.Load(environment, files);
        var (runs, errors) = await PolicyTests.RunAsync(environment, sources, name => name.Contains(filter, StringComparison.OrdinalIgnoreCase), cancellationToken);
        var findings = new Findings([.. sources.Problems, .. errors, .. runs.Where(static run => run.Failed).SelectMany(Failures)], sources);
        if (format == OutputFormat.Json)
        {
            TestResultJson.Write(environment, runs, findings);
        }
        else if (format == OutputFormat.Text)
        {
            TestResultText.Write(environment, runs, findings);
        }
        else
        {
            findings.Write(environment, format);
        }

        return findings.ExitCode;
    }

    private static IEnumerable<Diagnostic> Failures(PolicyTestRun run)
    {
        // The declaration knows the file that the test stands in, which an inherited test's policy does not.
        var path = run.Policy.Declaration.Tests.First(test => test.Name == run.Result.Test.Name).NameSpan.Path;
        foreach (var failure in run.Result.Failures)
        {
            var start = new LinePosition(failure.Line, 1);
            yield return new Diagnostic(DiagnosticCatalog.TestFailed, path, default, new SourceSpan(path, start, start), ImmutableArray.Create(run.Result.Test.Name, failure.Message).ToEquatableArray());
        }
    }
}
