using System.Collections.Immutable;
using System.Text;
using OptPolicy.Cli.Output;
using OptPolicy.Language.Diagnostics;
using OptPolicy.Reporting;
using OptPolicy.Testing;

namespace OptPolicy.Cli.Testing;

/// <summary>Test results for people.</summary>
internal static class TestResultText
{
    public static void Write(CliEnvironment environment, ImmutableArray<PolicyTestRun> runs, Findings findings)
    {
        var text = new StringBuilder();
        var palette = new Palette(environment.Color);
        foreach (var file in runs.GroupBy(static run => (run.Source.Path, run.Policy.Declaration.Name)))
        {
            text.Append(palette.Bold($"{environment.Display(file.Key.Path)}: {file.Key.Name}")).Append('\n');
            foreach (var run in file)
            {
                Append(text, environment, palette, run);
            }
        }

        var problems = findings with { Diagnostics = [.. findings.Diagnostics.Where(static d => d.Code != DiagnosticCatalog.TestFailed.Code)] };
        foreach (var problem in problems.Diagnostics)
        {
            TextFindings.Append(text, environment, palette, problems, problem);
        }

        text.Append(Summary(runs, problems)).Append('\n');
        environment.Out.Write(text.ToString());
    }

    private static string Summary(ImmutableArray<PolicyTestRun> runs, Findings problems)
    {
        if (runs.IsEmpty)
        {
            return problems.Diagnostics.IsEmpty ? "no tests" : "no test was run";
        }

        var undecided = runs.Count(static run => run.IsUndecided);
        var summary = $"{runs.Count(static run => run.Result.Passed)} passed, {runs.Count(static run => run.Failed)} failed";
        return undecided == 0 ? summary : $"{summary}, {undecided} left to 'dotnet test'";
    }

    private static void Append(StringBuilder text, CliEnvironment environment, Palette palette, PolicyTestRun run)
    {
        var result = run.Result;
        text.Append(run.Failed ? palette.Red("  FAIL  ") : run.IsUndecided ? palette.Dim("  ?     ") : palette.Green("  ok    "))
            .Append(result.Test.Name).Append(palette.Dim(Outcome(result))).Append('\n');
        if (run.IsUndecided)
        {
            text.Append($"        asks {string.Join(", ", run.Predicates)}, which is C# of the app: run it there with 'dotnet test'\n");
            return;
        }

        foreach (var failure in result.Failures)
        {
            text.Append($"        {environment.Display(run.Source.Path)}({failure.Line}): {failure.Message}\n");
        }
    }

    private static string Outcome(PolicyTestResult result) => result.Trace is not { } trace
        ? ""
        : $"   {(trace.Rule is { } rule ? $"rule {rule}" : "cache")} → {trace.Model ?? trace.Cache}, {ReportFormat.Money(trace.Cost)}";
}
